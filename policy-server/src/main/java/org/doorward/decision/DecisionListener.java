package org.doorward.decision;

/** Hears of every decision, to count or to log it. Called on the thread that decided; must not block. */
@FunctionalInterface
public interface DecisionListener {

    /** A decision was made. */
    void decided(Decision decision);
}
