package org.doorward.check.rate;

/** What one key has used of one limit. Thread-safe. */
final class Tally {

    private final SlidingWindow window = new SlidingWindow();
    private long quietUntil = Long.MIN_VALUE;

    /**
     * What became of a wish for a place.
     *
     * @param used how many places were used before
     * @param taken whether one was taken
     * @param slot the slot that it was taken in
     * @param alarm whether the limit was reached, and nobody has been told so for a window
     */
    record Place(int used, boolean taken, long slot, boolean alarm) {}

    /**
     * Takes a place, unless all are used.
     *
     * @param most how many there are
     * @param beyond whether one is taken even then
     */
    synchronized Place take(long slot, int most, boolean beyond) {
        int used = window.count(slot);
        boolean full = used >= most;
        boolean taken = !full || beyond;
        return new Place(used, taken, taken ? window.add(slot) : slot, full && loud(slot));
    }

    /** How many places are used. */
    synchronized int used(long slot) {
        return window.count(slot);
    }

    /** Takes a place whether or not one is left. */
    synchronized long add(long slot) {
        return window.add(slot);
    }

    /** Gives a place back that was taken in a slot. */
    synchronized void takeBack(long slot) {
        window.takeBack(slot);
    }

    /** Whether a window has gone by since this was last true; a clock that was set back far begins anew. */
    private boolean loud(long slot) {
        if (slot < quietUntil && slot >= quietUntil - 2 * SlidingWindow.SLOTS) {
            return false;
        }
        quietUntil = slot + SlidingWindow.SLOTS;
        return true;
    }
}
