package org.doorward.check.rate;

import java.util.Arrays;

/**
 * How many of something there were in a time that slides. Pure but for what it counts; not thread-safe.
 *
 * <p>Time comes as the number of a slot, a {@value #SLOTS}th of the window. A slot counts until it lies wholly outside the window:
 * so whoever adds only while {@link #count} is below a limit never exceeds the limit in any window, wherever it begins, and what
 * was added is forgotten after one window at the earliest, and one slot later at the latest.
 *
 * <p>When the clock is set back by a window at most, its time stands still in here until the clock has caught up. When it is set back
 * by more, or leaps ahead, everything before is forgotten: nobody must be locked out for a year because a clock was wrong.
 */
final class SlidingWindow {

    /** Five per cent are precise enough, and 21 numbers for each key small enough. */
    static final int SLOTS = 20;

    /** The slot that has begun, and those that reach into the window. */
    private final int[] counts = new int[SLOTS + 1];

    private long newest;
    private int sum;

    /** How many count at this time. */
    int count(long slot) {
        slideTo(slot);
        return sum;
    }

    /**
     * Adds one.
     *
     * @return the slot that it was added to, for {@link #takeBack}
     */
    long add(long slot) {
        slideTo(slot);
        counts[index(newest)]++;
        sum++;
        return newest;
    }

    /** Takes one back that was added to a slot; does nothing when that is forgotten already. */
    void takeBack(long slot) {
        boolean remembered = slot <= newest && slot >= newest - SLOTS;
        if (remembered && counts[index(slot)] > 0) {
            counts[index(slot)]--;
            sum--;
        }
    }

    private void slideTo(long slot) {
        if (sum == 0 || slot > newest + SLOTS || slot < newest - SLOTS) {
            Arrays.fill(counts, 0);
            sum = 0;
            newest = slot;
        }
        while (newest < slot) {
            newest++;
            sum -= counts[index(newest)];
            counts[index(newest)] = 0;
        }
    }

    private int index(long slot) {
        return Math.floorMod(slot, counts.length);
    }
}
