package org.doorward.feed;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.doorward.firewall.Firewall.Knock;
import org.doorward.store.net.Cidr;
import org.junit.jupiter.api.Test;

class KnocksTest {

    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
    private static final Cidr ONE = Cidr.parse("198.51.100.7/32").orElseThrow();
    private static final Cidr OTHER = Cidr.parse("2001:db8::/64").orElseThrow();

    private final Set<Cidr> banned = new HashSet<>(List.of(ONE, OTHER));
    private final Knocks knocks = new Knocks(banned::contains);

    private static Instant after(int minutes) {
        return NOON.plus(Duration.ofMinutes(minutes));
    }

    private void report(int minutes, Knock... some) {
        knocks.report(List.of(some), after(minutes));
    }

    @Test
    void whoIsReportedHasKnockedUnlessItIsWhatWasToldBefore() {
        report(0, new Knock(ONE, 10));
        report(1, new Knock(ONE, 12), new Knock(OTHER, 1));
        report(2, new Knock(ONE, 12), new Knock(OTHER, 0));
        assertThat(knocks.of(ONE)).contains(new Knocks.Seen(12, after(1)));
        assertThat(knocks.of(OTHER)).contains(new Knocks.Seen(1, after(1)));
    }

    @Test
    void whenTheCountingBeginsAnewItIsAddedToWhatWasBefore() {
        report(0, new Knock(ONE, 10));
        report(1, new Knock(ONE, 3));
        report(2, new Knock(ONE, 5));
        assertThat(knocks.of(ONE)).contains(new Knocks.Seen(15, after(2)));
    }

    @Test
    void whoIsNotBannedIsNotKept() {
        Cidr nobody = Cidr.parse("198.51.100.8/32").orElseThrow();
        report(0, new Knock(nobody, 10), new Knock(ONE, 1));
        assertThat(knocks.of(nobody)).isEmpty();
        banned.remove(ONE);
        knocks.forget();
        assertThat(knocks.of(ONE)).isEmpty();
    }

    @Test
    void reportsCountAsUnbrokenUntilOneIsMissedForLong() {
        assertThat(knocks.reportedSince(NOON)).isEmpty();
        report(0);
        report(14);
        assertThat(knocks.reportedSince(after(29))).contains(NOON);
        assertThat(knocks.reportedSince(after(30))).isEmpty();
        report(40, new Knock(ONE, 3));
        assertThat(knocks.reportedSince(after(40))).contains(after(40));
    }
}
