package org.doorward.dnsbl;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.doorward.config.DnsblConfig;
import org.doorward.config.DnsblConfig.DnsList;
import org.doorward.config.DnsblConfig.Subject;
import org.doorward.config.DnsblConfig.Weight;
import org.doorward.pattern.Parsed;
import org.doorward.pattern.ReplyPattern;

/** Lists for tests. */
final class Lists {

    private Lists() {}

    static Weight weight(String reply, double points) {
        return new Weight(((Parsed.Value<ReplyPattern>) ReplyPattern.parse(reply)).value(), points);
    }

    /** A list of IPv4 addresses whose listings are worth three points. */
    static DnsList v4(String zone) {
        return of(
                zone, Set.of(Subject.IPV4), List.of("127.0.0.2"), List.of("127.0.0.1"), weight("127.0.0.[2..255]", 3));
    }

    static DnsList v4(String zone, Weight... weights) {
        return of(zone, Set.of(Subject.IPV4), List.of("127.0.0.2"), List.of("127.0.0.1"), weights);
    }

    static DnsList names(String zone, Subject... subjects) {
        return of(zone, Set.of(subjects), List.of("test"), List.of("invalid"), weight("127.0.0.[2..255]", 2));
    }

    static DnsList of(String zone, Set<Subject> ask, List<String> listed, List<String> clear, Weight... weights) {
        return new DnsList(
                zone, zone, ask, List.of(weights), "https://" + zone + "/?{address}", false, listed, clear, List.of());
    }

    static DnsList withTxt(DnsList list) {
        return new DnsList(
                list.zone(),
                list.name(),
                list.ask(),
                list.weights(),
                list.page(),
                true,
                list.probeListed(),
                list.probeClear(),
                list.errors());
    }

    static DnsblConfig config(DnsList... lists) {
        return new DnsblConfig(
                new ArrayList<>(List.of(lists)),
                Duration.ofSeconds(4),
                Duration.ofMinutes(30),
                Duration.ofMinutes(20),
                Duration.ofHours(24),
                10_000);
    }
}
