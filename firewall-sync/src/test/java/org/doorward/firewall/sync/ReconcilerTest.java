package org.doorward.firewall.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.doorward.firewall.BanChanges;
import org.doorward.firewall.BanFeed.News;
import org.doorward.firewall.FirewallBan;
import org.doorward.firewall.FirewallException;
import org.doorward.firewall.FirewallException.Kind;
import org.doorward.firewall.MemoryFirewall;
import org.doorward.firewall.NeverBanned;
import org.doorward.firewall.sync.SyncStatus.FeedStatus;
import org.doorward.store.net.Cidr;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReconcilerTest {

    private static final Instant NOON = Instant.parse("2026-11-26T12:00:00Z");
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final MemoryFirewall firewall = new MemoryFirewall();
    private Instant now = NOON;
    private long nanos;
    private boolean held;
    private final Reconciler reconciler = reconciler(1000);

    private Reconciler reconciler(int mostBans) {
        SyncSettings settings = new SyncSettings(
                Duration.ofSeconds(15),
                Duration.ofMinutes(30),
                100_000,
                mostBans,
                Duration.ofMinutes(1),
                SyncSettings.Foreign.REMOVE);
        return new Reconciler(firewall, settings, () -> held, () -> now, () -> nanos);
    }

    @Test
    void theFirstStepMakesEverything() {
        reconciler.guard(never("10.0.0.0/8"), List.of(net("198.51.100.128/25")));
        hear(true, ban("198.51.100.7/32", 3600), ban("2001:db8::/64", 60));
        reconciler.step();

        assertThat(firewall.asked).containsExactly("rebuild");
        assertThat(firewall.held).containsOnlyKeys(net("198.51.100.7/32"), net("2001:db8::/64"));
        assertThat(firewall.allow).containsExactly(net("10.0.0.0/8"));
        assertThat(firewall.drop).containsExactly(net("198.51.100.128/25"));
        assertThat(status().inStep()).isTrue();
    }

    /** It has the bans of the last seconds before a kill, which nobody had saved. */
    @Test
    void beforeTheFeedIsHeardAFirewallThatIsInPlaceIsLeftAsItIs() {
        holds(ban("198.51.100.7/32", 3600), ban("198.51.100.8/32", 3600));
        remember(ban("198.51.100.7/32", 3600));
        reconciler.step();
        pass(Duration.ofSeconds(4));

        assertThat(firewall.asked).containsOnly("look");
        assertThat(firewall.held).hasSize(2);

        hear(true, ban("198.51.100.8/32", 3600), ban("198.51.100.9/32", 60));
        pass(SECOND);
        assertThat(firewall.held).containsOnlyKeys(net("198.51.100.8/32"), net("198.51.100.9/32"));
        assertThat(firewall.asked).doesNotContain("read");
    }

    @Test
    void whenTheFeedStaysAwayWhatIsThereIsTakenForWhatIsIntendedUntilItIsHeard() {
        holds(ban("198.51.100.7/32", 3603), ban("198.51.100.8/32", 3600));
        remember(ban("198.51.100.7/32", 3600), ban("198.51.100.9/32", 3600));
        reconciler.guard(never("10.0.0.0/8"), List.of());
        reconciler.step();
        pass(Duration.ofSeconds(6));

        assertThat(firewall.held).containsOnlyKeys(net("198.51.100.7/32"), net("198.51.100.8/32"));
        assertThat(firewall.held.get(net("198.51.100.7/32")).until())
                .as("as it is known")
                .isEqualTo(NOON.getEpochSecond() + 3600);
        assertThat(firewall.allow).containsExactly(net("10.0.0.0/8"));
        assertThat(reconciler.wantsWhole()).isTrue();
        assertThat(status().inStep()).isTrue();

        hear(true, ban("198.51.100.9/32", 3600));
        pass(SECOND);
        assertThat(firewall.held).containsOnlyKeys(net("198.51.100.9/32"));
    }

    @Test
    void whereNothingIsThereWhatWasSavedIsPutThereAtOnce() {
        remember(ban("198.51.100.7/32", 3600));
        reconciler.step();

        assertThat(firewall.held).containsOnlyKeys(net("198.51.100.7/32"));
        assertThat(reconciler.wantsWhole()).isFalse();
    }

    @Test
    void oneThatIsNotAsItShouldBeIsMadeAnewAtOnceWithWhatItHeldAndWhatWasSaved() {
        holds(ban("198.51.100.8/32", 3600));
        firewall.altered = "it has other ports";
        remember(ban("198.51.100.7/32", 3600));
        reconciler.step();

        assertThat(firewall.held).containsOnlyKeys(net("198.51.100.7/32"), net("198.51.100.8/32"));
        assertThat(firewall.altered).isEmpty();
    }

    @Test
    void oneThatWasAlteredBeyondReadingIsMadeAnewFromWhatWasSaved() {
        holds(ban("198.51.100.8/32", 3600));
        firewall.altered = "a set is missing";
        firewall.unreadable = true;
        remember(ban("198.51.100.7/32", 3600));
        reconciler.step();

        assertThat(firewall.held).containsOnlyKeys(net("198.51.100.7/32"));
        assertThat(status().inStep()).isTrue();
    }

    @Test
    void oneThatIsInPlaceAndCannotBeReadIsNotMadeAnewWithoutItsBans() {
        holds(ban("198.51.100.8/32", 3600));
        firewall.unreadable = true;
        for (int second = 0; second < 60; second++) {
            pass(SECOND);
        }

        assertThat(firewall.held).containsOnlyKeys(net("198.51.100.8/32"));
        assertThat(status().inStep()).isFalse();
    }

    @Test
    void aFirewallThatCannotBeLookedAtFirstIsNotEmptiedAfterwards() {
        holds(ban("198.51.100.8/32", 3600));
        firewall.failures.add(new FirewallException(Kind.MISSING, "nft is not there"));
        firewall.failures.add(new FirewallException(Kind.UNKNOWN, "nft hangs"));
        for (int second = 0; second < 120; second++) {
            pass(SECOND);
            assertThat(firewall.held).containsOnlyKeys(net("198.51.100.8/32"));
        }
        assertThat(firewall.failures).isEmpty();
        assertThat(status().inStep()).isTrue();
    }

    @Test
    void oneThatSleepsIsLeftAloneUntilTheFeedIsHeardHoweverLateThatIs() {
        holds(ban("198.51.100.8/32", 3600));
        firewall.asleep = true;
        pass(Duration.ofSeconds(10));

        assertThat(firewall.held).hasSize(1);
        assertThat(firewall.asleep).isTrue();
        assertThat(status().standing()).isEqualTo("held");
        hear(true, ban("198.51.100.9/32", 3600));
        reconciler.step();
        assertThat(firewall.asleep).isFalse();
        assertThat(firewall.held).containsOnlyKeys(Cidr.parse("198.51.100.9/32").orElseThrow());
        assertThat(status().inStep()).isTrue();
    }

    @Test
    void oneThatSleptAtAStartIsMadeAnewAlsoWhenItWouldBeLookedAtJustThen() {
        holds(ban("198.51.100.8/32", 3600));
        firewall.asleep = true;
        reconciler.step();
        assertThat(status().standing()).isEqualTo("held");

        hear(true, ban("198.51.100.9/32", 3600));
        reconciler.gone();
        pass(Duration.ofSeconds(15));
        assertThat(firewall.asleep).isFalse();
        assertThat(firewall.held).containsOnlyKeys(net("198.51.100.9/32"));
        assertThat(status().inStep()).isTrue();
    }

    @Test
    void oneThatSleptAtAStartIsMadeAnewAlsoWhenThatFailsAtFirst() {
        holds(ban("198.51.100.8/32", 3600));
        firewall.asleep = true;
        hear(true, ban("198.51.100.9/32", 3600));
        firewall.unmakable = true;
        for (int second = 0; second < 60; second++) {
            pass(SECOND);
        }
        assertThat(status().standing()).isEqualTo("failing");

        firewall.unmakable = false;
        pass(Duration.ofSeconds(30));
        assertThat(firewall.asleep).isFalse();
        assertThat(status().inStep()).isTrue();
    }

    /** It was removed by the command, and that was no drift. */
    @Test
    void whatWentWhileItWasLeftAloneWasNotTakenAway() {
        hear(true, ban("198.51.100.7/32", 86_400));
        reconciler.step();
        held = true;
        pass(SECOND);
        firewall.held = null;
        reconciler.gone();
        pass(Duration.ofMinutes(1));
        held = false;
        pass(SECOND);

        assertThat(firewall.held).hasSize(1);
        assertThat(status().done()).containsEntry("drift_gone", 0L);
    }

    private void holds(FirewallBan... bans) {
        firewall.held = new HashMap<>();
        for (FirewallBan ban : bans) {
            firewall.held.put(ban.network(), ban);
        }
    }

    private void remember(FirewallBan... bans) {
        reconciler.remember(new News("saved", true, new BanChanges(List.of(), List.of(bans))));
    }

    @Test
    void whatComesLaterIsAChangeAndEndsGoFirst() {
        hear(true, ban("198.51.100.7/32", 3600));
        reconciler.step();
        reconciler.hear(new News(
                "2", false, new BanChanges(List.of(net("198.51.100.7/32")), List.of(ban("198.51.100.8/32", 60)))));
        reconciler.step();

        assertThat(firewall.asked).containsExactly("rebuild", "apply", "apply");
        assertThat(firewall.held).containsOnlyKeys(net("198.51.100.8/32"));
    }

    @Test
    void nothingIsAskedOfTheFirewallWhenNothingHasChanged() {
        hear(true, ban("198.51.100.7/32", 3600));
        reconciler.step();
        hear(true, ban("198.51.100.7/32", 3600));
        pass(SECOND);

        assertThat(firewall.asked).containsExactly("rebuild");
    }

    @Test
    void aBanWithAnotherEndIsPushedAgain() {
        hear(true, ban("198.51.100.7/32", 60));
        reconciler.step();
        hear(false, ban("198.51.100.7/32", 7200));
        reconciler.step();

        assertThat(firewall.held.get(net("198.51.100.7/32")).until()).isEqualTo(NOON.getEpochSecond() + 7200);
    }

    @Test
    void whatMustNotBeBannedIsNotPushedAndComesWhenItMay() {
        reconciler.guard(never("198.51.100.0/24"), List.of());
        hear(true, ban("198.51.100.7/32", 3600), ban("198.51.100.0/25", 3600), ban("198.51.100.0/24", 3600));
        reconciler.step();

        assertThat(firewall.held).isEmpty();
        assertThat(status().refused()).isEqualTo(3);

        reconciler.guard(never("198.51.100.9/32"), List.of());
        reconciler.step();
        assertThat(firewall.held).containsOnlyKeys(net("198.51.100.7/32"));

        reconciler.guard(never("198.51.100.7/32"), List.of());
        reconciler.step();
        assertThat(firewall.held).as("protected since").doesNotContainKey(net("198.51.100.7/32"));
        assertThat(firewall.allow).containsExactly(net("198.51.100.7/32"));
    }

    @Test
    void whatWasTakenAwayIsMadeAnewAtOnceWhenItIsTold() {
        hear(true, ban("198.51.100.7/32", 3600));
        reconciler.step();
        firewall.held = null;
        reconciler.gone();
        reconciler.step();

        assertThat(firewall.held).hasSize(1);
        assertThat(status().done()).containsEntry("drift_gone", 1L);
    }

    @Test
    void whatWasTakenAwayOrAlteredIsFoundByALook() {
        hear(true, ban("198.51.100.7/32", 3600));
        reconciler.step();
        firewall.held = null;
        pass(Duration.ofSeconds(15));
        assertThat(firewall.held).hasSize(1);

        firewall.altered = "a rule is missing";
        pass(Duration.ofSeconds(15));
        assertThat(firewall.altered).isEmpty();
        assertThat(status().done()).containsEntry("drift_gone", 1L).containsEntry("drift_altered", 1L);
    }

    @Test
    void whoTakesItAwayAgainAndAgainWins() {
        hear(true, ban("198.51.100.7/32", 86_400));
        reconciler.step();
        for (int times = 0; times < 4; times++) {
            firewall.held = null;
            pass(Duration.ofSeconds(20));
        }
        assertThat(firewall.held).isNull();
        assertThat(status().standing()).isEqualTo("held");

        pass(Duration.ofHours(1));
        assertThat(firewall.held).isNull();

        reconciler.resume();
        reconciler.step();
        assertThat(firewall.held).hasSize(1);
    }

    @Test
    void oneThatCannotBeMadeAtAStartIsMadeAsSoonAsItCanBe() {
        hear(true, ban("198.51.100.7/32", 86_400));
        firewall.unmakable = true;
        failsForMinutes();

        firewall.unmakable = false;
        isMadeWithinTheLongestPause();
        assertThat(status().done()).containsEntry("drift_gone", 0L);
    }

    /** Nobody fights: it was taken away once, and could not be made since. */
    @Test
    void oneThatWasTakenAwayAndCannotBeMadeForMinutesCountsOnce() {
        hear(true, ban("198.51.100.7/32", 86_400));
        reconciler.step();
        firewall.held = null;
        firewall.unmakable = true;
        failsForMinutes();

        firewall.unmakable = false;
        isMadeWithinTheLongestPause();
        assertThat(status().done()).containsEntry("drift_gone", 1L);

        firewall.altered = "a rule is missing";
        pass(Duration.ofSeconds(15));
        assertThat(firewall.altered).isEmpty();
        assertThat(status().done()).as("another time").containsEntry("drift_altered", 1L);
    }

    private void failsForMinutes() {
        for (int second = 0; second < 300; second++) {
            pass(SECOND);
            assertThat(status().standing()).isNotEqualTo("held");
        }
        assertThat(status().standing()).isEqualTo("failing");
        assertThat(status().why()).isEqualTo("cannot allocate memory");
    }

    private void isMadeWithinTheLongestPause() {
        for (int second = 0; second < 30; second++) {
            pass(SECOND);
        }
        assertThat(firewall.held).hasSize(1);
        assertThat(status().inStep()).isTrue();
    }

    @Test
    void whoPutsItToSleepWinsUntilHeWakesIt() {
        hear(true, ban("198.51.100.7/32", 3600));
        reconciler.step();
        firewall.asleep = true;
        pass(Duration.ofSeconds(15));
        hear(false, ban("198.51.100.8/32", 3600));
        pass(Duration.ofMinutes(10));
        assertThat(firewall.asleep).isTrue();
        assertThat(firewall.held).hasSize(1);
        assertThat(status().standing()).isEqualTo("held");

        firewall.asleep = false;
        pass(Duration.ofSeconds(15));
        assertThat(firewall.held).hasSize(2);
        assertThat(status().inStep()).isTrue();
    }

    @Test
    void theOperatorsWordHoldsUntilHeTakesItBack() {
        held = true;
        hear(true, ban("198.51.100.7/32", 3600));
        pass(Duration.ofHours(1));
        assertThat(firewall.asked).isEmpty();

        held = false;
        pass(SECOND);
        assertThat(firewall.held).hasSize(0);
        assertThat(status().inStep()).as("the ban has ended meanwhile").isTrue();
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void afterAnyFailureEverythingIsMadeAnew(Kind kind) {
        hear(true, ban("198.51.100.7/32", 3600));
        reconciler.step();
        firewall.failures.add(new FirewallException(kind, "the test wants it so"));
        hear(false, ban("198.51.100.8/32", 3600));
        reconciler.step();
        assertThat(status().standing()).isEqualTo("failing");
        assertThat(status().lastError()).isEqualTo("the test wants it so");

        pass(Duration.ofSeconds(30));
        assertThat(firewall.held).hasSize(2);
        assertThat(status().inStep()).isTrue();
        assertThat(status().lastError()).isEmpty();
    }

    @Test
    void aFirewallThatFailsIsNotHurried() {
        IntStream.range(0, 100).forEach(i -> firewall.failures.add(new FirewallException(Kind.REFUSED, "no")));
        hear(true, ban("198.51.100.7/32", 36_000));
        for (int second = 0; second < 120; second++) {
            reconciler.step();
            pass(SECOND);
        }

        assertThat(firewall.asked.size()).isBetween(7, 10);
    }

    @Test
    void moreBansThanThereIsRoomForLeaveOutThoseThatEndFirst() {
        Reconciler small = reconciler(10);
        List<FirewallBan> bans = IntStream.range(0, 20)
                .mapToObj(i -> ban("198.51.100." + i + "/32", 100 + i))
                .toList();
        small.hear(new News("1", true, new BanChanges(List.of(), bans)));
        small.step();

        assertThat(firewall.held.values()).allMatch(ban -> ban.until() >= NOON.getEpochSecond() + 110);
        assertThat(small.status(new FeedStatus("", now, "", 0)).noRoom()).isEqualTo(10);
    }

    @Test
    void whatWasLeftOutIsPushedWhenThereIsRoomAgain() {
        Reconciler small = reconciler(1);
        FirewallBan longer = ban("198.51.100.1/32", 86_400);
        FirewallBan shorter = ban("198.51.100.2/32", 3600);
        small.hear(new News("1", true, new BanChanges(List.of(), List.of(longer, shorter))));
        small.step();
        assertThat(firewall.held).containsOnlyKeys(longer.network());

        small.hear(new News("2", false, new BanChanges(List.of(longer.network()), List.of())));
        for (int second = 0; second < 12; second++) {
            now = now.plus(SECOND);
            nanos += SECOND.toNanos();
            small.step();
        }
        assertThat(firewall.held).containsOnlyKeys(shorter.network());
        assertThat(small.status(new FeedStatus("", now, "", 0)).noRoom()).isZero();
    }

    @Test
    void anAuditFindsWhatIsMissingForeignOrHasAnotherEnd() {
        hear(true, ban("198.51.100.1/32", 86_400), ban("198.51.100.2/32", 86_400), ban("198.51.100.3/32", 86_400));
        reconciler.step();
        firewall.held.remove(net("198.51.100.1/32"));
        firewall.held.put(net("198.51.100.2/32"), new FirewallBan(net("198.51.100.2/32"), Long.MAX_VALUE, ""));
        firewall.held.put(net("198.51.100.4/32"), new FirewallBan(net("198.51.100.4/32"), Long.MAX_VALUE, ""));
        pass(Duration.ofMinutes(30));

        assertThat(firewall.held)
                .containsOnlyKeys(net("198.51.100.1/32"), net("198.51.100.2/32"), net("198.51.100.3/32"));
        assertThat(firewall.held.values()).allMatch(ban -> ban.until() == NOON.getEpochSecond() + 86_400);
        assertThat(status().done())
                .containsEntry("drift_missing", 1L)
                .containsEntry("drift_foreign", 1L)
                .containsEntry("drift_other_end", 1L);
    }

    @Test
    void aClockThatIsSetGivesAllBansTheirEndsAnew() {
        hear(true, ban("198.51.100.7/32", 3600), ban("198.51.100.8/32", 86_400));
        reconciler.step();
        now = now.plus(Duration.ofHours(2));
        pass(SECOND);
        assertThat(firewall.asked).containsExactly("rebuild", "rebuild");
        assertThat(firewall.held).containsOnlyKeys(net("198.51.100.8/32"));

        now = now.minus(Duration.ofHours(3));
        pass(SECOND);
        assertThat(firewall.asked).containsExactly("rebuild", "rebuild", "rebuild");
    }

    @Test
    void aWaveIsMadeInOneStep() {
        Reconciler large = reconciler(1_000_000);
        large.step();
        List<FirewallBan> bans = IntStream.range(0, 50_000)
                .mapToObj(i -> ban("198.51." + i / 256 + "." + i % 256 + "/32", 3600))
                .toList();
        large.hear(new News("1", false, new BanChanges(List.of(), bans)));
        large.step();

        assertThat(firewall.asked).containsExactly("look", "rebuild", "rebuild");
        assertThat(firewall.held).hasSize(50_000);
    }

    /** Whatever happens, some quiet minutes later the firewall holds what stands, unless the operator wants otherwise. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void whateverHappensItComesToTheSame(long seed) {
        Random random = new Random(seed);
        Map<Cidr, FirewallBan> stands = new HashMap<>();
        int revision = 0;
        for (int i = 0; i < 600; i++) {
            List<Cidr> end = new ArrayList<>();
            List<FirewallBan> begin = new ArrayList<>();
            change(random, stands, end, begin);
            boolean whole = random.nextInt(10) == 0;
            BanChanges changes =
                    whole ? new BanChanges(List.of(), List.copyOf(stands.values())) : new BanChanges(end, begin);
            reconciler.hear(new News(Integer.toString(++revision), whole, changes));
            disturb(random);
            pass(Duration.ofSeconds(random.nextInt(40)));
        }
        held = false;
        firewall.failures.clear();
        firewall.asleep = false;
        reconciler.resume();
        for (int i = 0; i < 40; i++) {
            pass(Duration.ofMinutes(1));
        }

        stands.values().removeIf(ban -> ban.until() <= now.getEpochSecond());
        firewall.held.values().removeIf(ban -> ban.until() <= now.getEpochSecond());
        assertThat(firewall.held).as("seed %s", seed).isEqualTo(stands);
        assertThat(status().inStep()).isTrue();
    }

    private void change(Random random, Map<Cidr, FirewallBan> stands, List<Cidr> end, List<FirewallBan> begin) {
        for (int i = 0; i < random.nextInt(5); i++) {
            Cidr network = net("198.51.100." + random.nextInt(50) + "/32");
            if (random.nextBoolean()) {
                stands.remove(network);
                end.add(network);
            } else if (!end.contains(network)) {
                FirewallBan ban =
                        new FirewallBan(network, now.getEpochSecond() + 60 + random.nextInt(100_000), "B" + i);
                stands.put(network, ban);
                begin.removeIf(other -> other.network().equals(network));
                begin.add(ban);
            }
        }
        begin.removeIf(ban -> !stands.containsKey(ban.network()));
    }

    private void disturb(Random random) {
        switch (random.nextInt(12)) {
            case 0 -> firewall.held = null;
            case 1 ->
                firewall.failures.add(
                        new FirewallException(List.of(Kind.values()).get(random.nextInt(6)), "so"));
            case 2 -> firewall.asleep = firewall.held != null;
            case 3 -> firewall.asleep = false;
            case 4 -> held = !held;
            case 5 -> firewall.altered = firewall.held == null ? "" : "altered";
            case 6 -> now = now.plus(Duration.ofMinutes(random.nextInt(60) - 30L));
            case 7 -> {
                if (firewall.held != null) {
                    firewall.held.remove(net("198.51.100." + random.nextInt(50) + "/32"));
                }
            }
            case 8 -> {
                if (firewall.held != null) {
                    Cidr network = net("198.51.100." + random.nextInt(100) + "/32");
                    firewall.held.put(network, new FirewallBan(network, Long.MAX_VALUE, ""));
                }
            }
            default -> {}
        }
    }

    private void hear(boolean whole, FirewallBan... bans) {
        reconciler.hear(new News("1", whole, new BanChanges(List.of(), List.of(bans))));
    }

    private void pass(Duration time) {
        now = now.plus(time);
        nanos += time.toNanos();
        if (firewall.held != null) {
            firewall.held.values().removeIf(ban -> ban.until() <= now.getEpochSecond());
        }
        reconciler.step();
    }

    @Test
    void tellsHowMuchOfWhatIsThereAsItComesAndGoes() {
        reconciler.guard(never("10.0.0.0/8", "192.168.0.0/16", "fe80::/10"), List.of(net("198.51.101.0/24")));
        hear(true, ban("198.51.100.7/32", 60), ban("198.51.100.8/32", 3600), ban("2001:db8::/64", 3600));
        reconciler.step();
        assertThat(status().elements())
                .isEqualTo(Map.of(
                        "b4_32", 2L, "b4_24", 0L, "b6_64", 1L, "allow4", 2L, "allow6", 1L, "drop4", 1L, "drop6", 0L));

        hear(false, ban("203.0.113.0/24", 3600), ban("198.51.100.8/32", 7200), ban("2001:db8:0:1::/64", 3600));
        reconciler.guard(never("fe80::/10"), List.of(net("198.51.101.0/24"), net("2001:db8:9::/48")));
        pass(SECOND);
        assertThat(status().elements())
                .isEqualTo(Map.of(
                        "b4_32", 2L, "b4_24", 1L, "b6_64", 2L, "allow4", 0L, "allow6", 1L, "drop4", 1L, "drop6", 1L));

        pass(Duration.ofMinutes(2));
        assertThat(status().elements()).containsEntry("b4_32", 1L);

        reconciler.hear(new News("2", false, new BanChanges(List.of(net("2001:db8::/64")), List.of())));
        pass(SECOND);
        assertThat(status().elements()).containsEntry("b6_64", 1L).containsEntry("b4_24", 1L);

        firewall.held.put(net("198.51.100.66/32"), ban("198.51.100.66/32", 9000));
        firewall.held.remove(net("203.0.113.0/24"));
        pass(Duration.ofMinutes(31));
        assertThat(status().elements()).containsEntry("b4_32", 1L).containsEntry("b4_24", 1L);
        assertThat(status().there()).isEqualTo(3);
    }

    private SyncStatus status() {
        return reconciler.status(new FeedStatus("1", now, "", 0));
    }

    private static FirewallBan ban(String network, long seconds) {
        return new FirewallBan(net(network), NOON.getEpochSecond() + seconds, "B7K2M9QX");
    }

    private static Cidr net(String text) {
        return Cidr.parse(text).orElseThrow();
    }

    private static NeverBanned never(String... networks) {
        List<Cidr> all = List.of(networks).stream().map(ReconcilerTest::net).toList();
        return new NeverBanned() {
            @Override
            public Optional<String> why(Cidr network) {
                return all.stream()
                        .filter(each -> each.contains(network.address()) || network.contains(each.address()))
                        .map(Cidr::toString)
                        .findFirst();
            }

            @Override
            public List<Cidr> networks() {
                return all;
            }
        };
    }
}
