package org.doorward.load;

/**
 * Counts of latencies, in buckets none of which is wider than a 64th of what it counts. For one thread.
 *
 * <p>Values below 64 ns have a bucket each. Above, each power of two is cut into 64 buckets: the six bits that follow the
 * highest set bit choose among them.
 */
public final class LatencyHistogram {

    private static final int BITS = 6;
    private static final int BUCKETS = 1 << BITS;

    private final long[] counts = new long[(Long.SIZE - BITS) * BUCKETS];
    private long count;
    private long max;

    /**
     * Counts a latency.
     *
     * @param nanos not negative
     */
    public void record(long nanos) {
        counts[bucket(nanos)]++;
        count++;
        max = Math.max(max, nanos);
    }

    /** Counts all that another one has counted. */
    public void add(LatencyHistogram other) {
        for (int bucket = 0; bucket < counts.length; bucket++) {
            counts[bucket] += other.counts[bucket];
        }
        count += other.count;
        max = Math.max(max, other.max);
    }

    /** How many were counted. */
    public long count() {
        return count;
    }

    /** The largest one in nanoseconds, exact; 0 when none was counted. */
    public long max() {
        return max;
    }

    /**
     * The latency that this share of all did not exceed.
     *
     * @param percent above 0, at most 100
     * @return nanoseconds, rounded up by at most a 64th; 0 when none was counted
     */
    public long percentile(double percent) {
        long wanted = (long) Math.ceil(count * percent / 100);
        long seen = 0;
        for (int bucket = 0; bucket < counts.length; bucket++) {
            seen += counts[bucket];
            if (seen >= wanted && seen > 0) {
                return Math.min(max, highest(bucket));
            }
        }
        return max;
    }

    private static int bucket(long nanos) {
        if (nanos < BUCKETS) {
            return (int) nanos;
        }
        int shift = Long.SIZE - 1 - BITS - Long.numberOfLeadingZeros(nanos);
        return (shift + 1) * BUCKETS + (int) (nanos >>> shift) - BUCKETS;
    }

    private static long highest(int bucket) {
        if (bucket < BUCKETS) {
            return bucket;
        }
        int shift = bucket / BUCKETS - 1;
        return ((bucket % BUCKETS + BUCKETS + 1L) << shift) - 1;
    }
}
