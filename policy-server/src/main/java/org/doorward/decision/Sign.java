package org.doorward.decision;

/**
 * One thing that a check saw, with the points that it is worth.
 *
 * @param reason the kind of thing
 * @param source who says so, such as {@code helo} or {@code dnsbl:zen.spamhaus.org}: the judge wants more than one before it
 *     refuses anybody
 * @param points how many; negative ones speak for the client, and a sign of no points only informs the checks behind it
 * @param detail what exactly was seen, for the operator; may hold a client's text, unescaped
 * @param told what a client that is refused is told of it; empty when that is nobody's business
 */
public record Sign(Reason reason, String source, double points, String detail, String told) {

    /** A sign that the client is not told of; its source is its kind. */
    public Sign(Reason reason, double points, String detail) {
        this(reason, reason.label(), points, detail, "");
    }
}
