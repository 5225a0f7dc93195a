package org.doorward.decision;

/** What a check found. */
public sealed interface Finding {

    /** The finding of a check that has nothing to say. */
    Finding NOTHING = new Nothing();

    /** Nothing worth a word. */
    record Nothing() implements Finding {}

    /**
     * Points for or against the client.
     *
     * @param reason what they are for
     * @param points how many; negative ones speak for the client
     * @param detail what exactly was seen, for the operator; may hold a client's text, unescaped
     */
    record Points(Reason reason, double points, String detail) implements Finding {}

    /**
     * The question is settled, no later check is asked.
     *
     * @param verdict the verdict
     */
    record Settled(Verdict verdict) implements Finding {}

    /**
     * A source failed, so the check cannot tell. Never adds points.
     *
     * @param reason the source that failed
     * @param cause why, for the operator
     */
    record Unknown(Reason reason, String cause) implements Finding {}
}
