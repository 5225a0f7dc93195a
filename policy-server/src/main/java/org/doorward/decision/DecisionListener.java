package org.doorward.decision;

/** Hears of every decision, to count or to log it. Called on the thread that decided; must not block. */
@FunctionalInterface
public interface DecisionListener {

    /** A decision was made. */
    void decided(Decision decision);

    /**
     * A check failed in a way that it must not; its finding is unknown. Comes on any thread.
     *
     * @param check the check's name
     * @param why what it threw
     */
    default void checkFailed(String check, Throwable why) {}
}
