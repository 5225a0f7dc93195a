package org.doorward.config.load;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.doorward.config.DnsblConfig.DnsList;
import org.doorward.config.DnsblConfig.Subject;
import org.doorward.config.DnsblConfig.Weight;
import org.doorward.pattern.Parsed;
import org.doorward.pattern.ReplyPattern;

/**
 * The lists that are asked unless the operator says otherwise, and what every list must prove.
 *
 * <p>None reaches the threshold on its strongest word alone: what an access provider says of its own ranges (PBL) least of all.
 */
final class ShippedLists {

    private ShippedLists() {}

    /** All of them. {@code docs/checks.md} shows them, and says under which terms they may be used. */
    static List<DnsList> all() {
        return List.of(
                list(
                        "zen.spamhaus.org",
                        both(),
                        "https://www.spamhaus.org/query/ip/{address}",
                        weight("127.0.0.[2;3]", 4),
                        weight("127.0.0.[4..7]", 4),
                        weight("127.0.0.9", 7),
                        weight("127.0.0.[10;11]", 3)),
                list(
                        "bl.spamcop.net",
                        Set.of(Subject.IPV4),
                        "https://www.spamcop.net/bl.shtml?{address}",
                        weight("127.0.0.2", 2)),
                list(
                        "list.dnswl.org",
                        Set.of(Subject.IPV4),
                        "https://www.dnswl.org/s/?s={address}",
                        weight("127.0.[0..254].1", -2),
                        weight("127.0.[0..254].2", -4),
                        weight("127.0.[0..254].3", -6)));
    }

    private static Set<Subject> both() {
        return Collections.unmodifiableSet(EnumSet.of(Subject.IPV4, Subject.IPV6));
    }

    private static DnsList list(String zone, Set<Subject> ask, String page, Weight... weights) {
        return new DnsList(zone, zone, ask, List.of(weights), page, false, listed(ask), clear(ask), List.of());
    }

    private static Weight weight(String reply, double points) {
        return new Weight(((Parsed.Value<ReplyPattern>) ReplyPattern.parse(reply)).value(), points);
    }

    /** What such a list must hold: RFC 5782 section 5 has these entries for each kind of list. */
    static List<String> listed(Set<Subject> ask) {
        return probes(ask, "127.0.0.2", "::ffff:127.0.0.2", "test");
    }

    /** What it must not hold. */
    static List<String> clear(Set<Subject> ask) {
        return probes(ask, "127.0.0.1", "::ffff:127.0.0.1", "invalid");
    }

    private static List<String> probes(Set<Subject> ask, String v4, String v6, String name) {
        List<String> probes = new ArrayList<>();
        if (ask.contains(Subject.IPV4)) {
            probes.add(v4);
        }
        if (ask.contains(Subject.IPV6)) {
            probes.add(v6);
        }
        if (probes.isEmpty()) {
            probes.add(name);
        }
        return List.copyOf(probes);
    }
}
