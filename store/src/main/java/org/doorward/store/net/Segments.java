package org.doorward.store.net;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** The segments of one address family: where each begins, and the most specific network that covers it. */
final class Segments {

    private final long[] high;
    private final long[] low;
    private final List<Optional<Cidr>> networks;

    private Segments(List<Segment> segments) {
        high = segments.stream().mapToLong(segment -> segment.first().high()).toArray();
        low = segments.stream().mapToLong(segment -> segment.first().low()).toArray();
        networks = segments.stream().map(Segment::network).toList();
    }

    /**
     * Cuts the number line.
     *
     * @param sorted networks of one family, by address, the wider one first, none twice
     */
    static Segments of(List<Cidr> sorted) {
        Cutter cutter = new Cutter();
        sorted.forEach(cutter::open);
        return new Segments(cutter.finish());
    }

    Optional<Cidr> find(IpAddress address) {
        int from = 0;
        int to = high.length - 1;
        while (from <= to) {
            int middle = (from + to) >>> 1;
            if (startsAfter(middle, address)) {
                to = middle - 1;
            } else {
                from = middle + 1;
            }
        }
        return to < 0 ? Optional.empty() : networks.get(to);
    }

    private boolean startsAfter(int index, IpAddress address) {
        int byHigh = Long.compareUnsigned(high[index], address.high());
        return byHigh > 0 || (byHigh == 0 && Long.compareUnsigned(low[index], address.low()) > 0);
    }

    private record Segment(IpAddress first, Optional<Cidr> network) {}

    /** Walks along the networks; the stack holds those that are open at the moment, the most specific on top. */
    private static final class Cutter {

        private final List<Segment> segments = new ArrayList<>();
        private final Deque<Cidr> open = new ArrayDeque<>();

        void open(Cidr next) {
            while (!open.isEmpty() && !open.getFirst().contains(next.address())) {
                close();
            }
            begin(next.address(), Optional.of(next));
            open.push(next);
        }

        List<Segment> finish() {
            while (!open.isEmpty()) {
                close();
            }
            return segments;
        }

        /** Ends the innermost network; what lies behind it belongs to the one around it. */
        private void close() {
            IpAddress last = open.pop().last();
            last.next().ifPresent(behind -> begin(behind, Optional.ofNullable(open.peek())));
        }

        /** Begins a segment; one that would be empty makes place for it. */
        private void begin(IpAddress first, Optional<Cidr> network) {
            int end = segments.size() - 1;
            if (end >= 0 && segments.get(end).first().equals(first)) {
                segments.remove(end);
            }
            segments.add(new Segment(first, network));
        }
    }
}
