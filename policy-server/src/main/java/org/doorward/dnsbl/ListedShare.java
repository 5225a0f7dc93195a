package org.doorward.dnsbl;

import java.util.BitSet;

/**
 * Watches the share of addresses that a list lists, to notice when it begins to list everybody: when nearly all of the last 200 were
 * listed, and of those before them far fewer. A robot's attack raises the share too, so an alarm is only a reason to ask the list for its
 * proof. Not thread-safe. Bounded: 200 bits and four numbers.
 */
final class ListedShare {

    static final int WINDOW = 200;

    private static final int ALARM = 190;
    private static final double FAR_LOWER = 0.85;

    private final BitSet window = new BitSet(WINDOW);
    private int at;
    private int inWindow;
    private long before;
    private long listedBefore;
    private int quiet;

    /** One more address was asked for. Returns whether that is an alarm; the next is not within another window. */
    boolean add(boolean listed) {
        long seen = before + Math.min(at, WINDOW);
        if (at >= WINDOW) {
            boolean oldest = window.get(at % WINDOW);
            before++;
            listedBefore += oldest ? 1 : 0;
            inWindow -= oldest ? 1 : 0;
        }
        window.set(at % WINDOW, listed);
        inWindow += listed ? 1 : 0;
        // Stays between one window and two, so that it never overflows.
        at = at + 1 >= 2 * WINDOW ? WINDOW : at + 1;
        quiet = Math.max(0, quiet - 1);
        boolean alarm = quiet == 0 && seen >= 2L * WINDOW && inWindow >= ALARM && listedBefore < FAR_LOWER * before;
        if (alarm) {
            quiet = WINDOW;
        }
        return alarm;
    }
}
