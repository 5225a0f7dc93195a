package org.doorward.firewall.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.doorward.firewall.BanChanges;
import org.doorward.firewall.BanFeed.News;
import org.doorward.firewall.BanSet;
import org.doorward.firewall.FirewallBan;
import org.doorward.firewall.guard.Breaker.Limits;
import org.doorward.store.net.Cidr;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CautiousFeedTest {

    private static final Duration PATIENCE = Duration.ofSeconds(50);

    private long nanos;
    private Instant now = Instant.ofEpochSecond(1000);
    private News coming = new News("0", true, BanChanges.NONE);
    private final List<@Nullable String> asked = new ArrayList<>();
    private final List<Duration> patience = new ArrayList<>();
    private final CautiousFeed feed = new CautiousFeed(
            (since, waiting) -> {
                asked.add(since);
                patience.add(waiting);
                return coming;
            },
            new Breaker(Limits.DEFAULT, () -> nanos),
            () -> now);

    @Test
    void passesTheFirstNewsWhole() throws Exception {
        coming = whole("1", bans(0, 100_000, 2000));
        assertThat(feed.next(null, PATIENCE)).isEqualTo(coming);
        assertThat(feed.waiting()).isZero();
    }

    @Test
    void passesAFewNewBans() throws Exception {
        feed.begin(whole("1", bans(0, 10, 2000)));
        coming = changes("2", List.of(), bans(10, 500, 2000));
        assertThat(feed.next("1", PATIENCE)).isEqualTo(coming);
    }

    @Test
    void holdsBackAFloodWhileOldBansEndAndChange() throws Exception {
        feed.begin(whole("1", bans(0, 1000, 2000)));
        coming = changes("2", networks(0, 10), bans(500, 100_000, 3000));
        News passed = feed.next("1", PATIENCE);
        assertThat(passed.changes().end()).isEqualTo(networks(0, 10));
        assertThat(passed.changes().begin()).isEqualTo(bans(500, 1000, 3000));
        assertThat(feed.waiting()).isEqualTo(99_000);
    }

    @Test
    void holdsBackAFloodInANewsThatIsWhole() throws Exception {
        feed.begin(whole("1", bans(0, 1000, 2000)));
        coming = whole("2", bans(500, 100_000, 2000));
        News passed = feed.next("1", PATIENCE);
        assertThat(passed.whole()).isTrue();
        assertThat(BanSet.of(passed.changes().begin())).isEqualTo(BanSet.of(bans(500, 1000, 2000)));
    }

    @Test
    void tellsTheRevisionBeforeTheFloodAsLongAsItWaits() throws Exception {
        feed.begin(whole("1", bans(0, 1000, 2000)));
        coming = changes("2", List.of(), bans(1000, 100_000, 2000));
        assertThat(feed.next("1", PATIENCE).revision()).isEqualTo("1");
        coming = changes("3", List.of(), List.of());
        assertThat(feed.next("1", PATIENCE).revision()).isEqualTo("1");
        assertThat(asked).containsExactly("1", "2");
        assertThat(patience.get(1)).isEqualTo(Duration.ofSeconds(5));
        feed.letIn();
        News passed = feed.next("1", PATIENCE);
        assertThat(passed.revision()).isEqualTo("3");
        assertThat(passed.changes().begin()).hasSize(99_000);
        assertThat(feed.waiting()).isZero();
    }

    @Test
    void passesWhatIsLeftOnceTheWrongBansAreTakenBack() throws Exception {
        feed.begin(whole("1", bans(0, 1000, 2000)));
        coming = changes("2", List.of(), bans(1000, 100_000, 2000));
        feed.next("1", PATIENCE);
        nanos += Duration.ofMinutes(15).toNanos();
        coming = changes("3", networks(1000, 99_990), List.of());
        assertThat(feed.next("1", PATIENCE).changes().begin()).isEqualTo(bans(99_990, 100_000, 2000));
    }

    @Test
    void forgetsWhatEndsWhileItWaits() throws Exception {
        feed.begin(whole("1", bans(0, 1000, 2000)));
        coming = changes("2", List.of(), bans(1000, 100_000, 2000));
        feed.next("1", PATIENCE);
        now = Instant.ofEpochSecond(2000);
        coming = changes("2", List.of(), List.of());
        feed.next("1", PATIENCE);
        assertThat(feed.waiting()).isZero();
    }

    private static News whole(String revision, List<FirewallBan> bans) {
        return new News(revision, true, new BanChanges(List.of(), bans));
    }

    private static News changes(String revision, List<Cidr> end, List<FirewallBan> begin) {
        return new News(revision, false, new BanChanges(end, begin));
    }

    private static List<FirewallBan> bans(int from, int to, long until) {
        return networks(from, to).stream()
                .map(network -> new FirewallBan(network, until, "B"))
                .toList();
    }

    private static List<Cidr> networks(int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(i -> Cidr.parse("198." + (i >> 16) + "." + (i >> 8 & 255) + "." + (i & 255))
                        .orElseThrow())
                .toList();
    }
}
