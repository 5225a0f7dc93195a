package org.doorward.firewall.droplist;

import java.time.Instant;
import java.util.List;

/**
 * How a drop list stands.
 *
 * @param name its name
 * @param source where it comes from
 * @param v4 how many IPv4 networks are taken from it
 * @param v6 how many IPv6 networks are taken from it
 * @param inUse whether they are dropped
 * @param good when it was last known to be right; the epoch for never
 * @param tried when it was last asked for; the epoch for never
 * @param error why that failed; empty when it did not
 * @param remarks the first networks that are left out, and lines that cannot be read, each with the reason
 */
public record DropListStatus(
        String name,
        String source,
        int v4,
        int v6,
        boolean inUse,
        Instant good,
        Instant tried,
        String error,
        List<String> remarks) {

    /** Takes the remarks as they are now. */
    public DropListStatus {
        remarks = List.copyOf(remarks);
    }
}
