package org.doorward.dnsbl;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.doorward.config.DnsblConfig.Subject;
import org.doorward.dns.DnsAnswer.Failure;
import org.doorward.dnsbl.ListStatus.State;
import org.doorward.store.net.IpAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ListHealthTest {

    private static final String ZONE = "bl.example";
    private static final Duration AGAIN = ListHealth.AGAIN.plusSeconds(1);
    private static final Duration PAUSE = Duration.ofMinutes(20);

    private final ManualTime time = new ManualTime();
    private final FakeDns dns = new FakeDns().a("2.0.0.127.bl.example", "127.0.0.2");
    private final ListHealth health = health(ZONE);

    @Test
    void aListIsNotAskedBeforeItHasProvenItself() {
        dns.held = true;
        health.start();
        assertThat(state()).isEqualTo(State.UNPROVEN);
        assertThat(health.serving()).isFalse();

        dns.release();
        assertThat(state()).isEqualTo(State.SERVING);
    }

    @Test
    void aListProvesItselfEveryHalfHour() {
        health.start();
        long first = dns.count("2.0.0.127.bl.example");

        time.advance(Duration.ofMinutes(91));

        assertThat(dns.count("2.0.0.127.bl.example")).isEqualTo(first + 3);
        assertThat(dns.count("1.0.0.127.bl.example")).isEqualTo(first + 3);
        assertThat(state()).isEqualTo(State.SERVING);
    }

    @Test
    void aListOfBothFamiliesAndAListOfNamesProveThemselvesInTheirOwnWay() {
        String mapped = "f.7.f.f.f.f.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.both.example";
        dns.a("2.0.0.127.both.example", "127.0.0.2")
                .a("2.0.0.0.0.0." + mapped, "127.0.0.2")
                .a("test.names.example", "127.0.0.2");
        ListHealth both = new ListHealth(
                Lists.of(
                        "both.example",
                        Set.of(Subject.IPV4, Subject.IPV6),
                        List.of("127.0.0.2", "::ffff:127.0.0.2"),
                        List.of("127.0.0.1", "::ffff:127.0.0.1"),
                        Lists.weight("127.0.0.2", 1)),
                dns,
                time,
                time,
                plan(),
                DnsblEvents.IGNORED);
        ListHealth names = new ListHealth(
                Lists.names("names.example", Subject.HELO), dns, time, time, plan(), DnsblEvents.IGNORED);
        both.start();
        names.start();

        assertThat(both.serving()).isTrue();
        assertThat(names.serving()).isTrue();
        assertThat(dns.count("1.0.0.0.0.0." + mapped)).isOne();
        assertThat(dns.count("invalid.names.example")).isOne();

        dns.a("1.0.0.0.0.0." + mapped, "127.0.0.2").a("invalid.names.example", "127.0.0.2");
        time.advance(Duration.ofMinutes(31));
        assertThat(both.parked()).isTrue();
        assertThat(names.parked()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "bl.example, 192.0.2.1, outside 127.0.0.0/8",
        "bl.example, 128.0.0.2, outside 127.0.0.0/8",
        "bl.example, 127.255.255.254, refuses to answer",
        "zen.spamhaus.org, 127.255.255.252, typing error",
        "zen.spamhaus.org, 127.255.255.254, public or nameless resolver",
        "zen.spamhaus.org, 127.255.255.255, asks too much",
        "key.zen.dq.spamhaus.net, 127.255.255.254, Spamhaus refuses",
        "dbl.spamhaus.org, 127.0.1.255, holds no addresses",
        "list.dnswl.org, 127.0.0.255, DNSWL refuses",
        "multi.uribl.com, 127.0.0.1, URIBL refuses",
        "multi.surbl.org, 127.0.0.1, SURBL refuses"
    })
    void aReplyThatIsNoListingParksTheListAtOnce(String zone, String reply, String why) {
        dns.a("2.0.0.127." + zone, "127.0.0.2");
        ListHealth list = health(zone);
        list.start();
        assertThat(list.serving()).isTrue();

        Reading reading = Reading.of(Lists.v4(zone), FakeDns.found("127.0.0.2", reply));
        assertThat(reading).isInstanceOf(Reading.Lie.class);
        list.heard(reading, Duration.ZERO);

        assertThat(list.parked()).isTrue();
        assertThat(list.status().why()).contains(why);
    }

    @Test
    void aListThatListsEverybodyIsParkedAtItsNextProof() {
        health.start();
        dns.zone(ZONE, FakeDns.found("127.0.0.2"));

        time.advance(Duration.ofMinutes(31));

        assertThat(state()).isEqualTo(State.PARKED);
        assertThat(health.status().why()).contains("lists 127.0.0.1");
    }

    @Test
    void aListThatIsEmptyIsParkedAtItsNextProof() {
        health.start();
        dns.zone(ZONE, new org.doorward.dns.DnsAnswer.Nothing(false, FakeDns.TTL));

        time.advance(Duration.ofMinutes(31));

        assertThat(health.status().why()).contains("does not list 127.0.0.2");
        assertThat(state()).isEqualTo(State.PARKED);
    }

    @ParameterizedTest
    @EnumSource(names = {"TIMEOUT", "SERVER_FAILURE", "REFUSED", "BAD_ANSWER"})
    void aListThatFailsThreeTimesIsDoubtedAndParkedWhenItStaysSilent(Failure failure) {
        health.start();
        dns.zone(ZONE, FakeDns.failed(failure));
        heardSilence(failure, 2);
        health.heard(new Reading.NotListed(FakeDns.TTL), Duration.ZERO);
        heardSilence(failure, 2);
        assertThat(state()).isEqualTo(State.SERVING);

        heardSilence(failure, 1);
        assertThat(state()).isEqualTo(State.DOUBTED);
        time.advance(AGAIN);
        assertThat(state()).isEqualTo(State.DOUBTED);
        time.advance(AGAIN);
        assertThat(state()).isEqualTo(State.PARKED);

        dns.restore(ZONE);
        time.advance(PAUSE.minusSeconds(3));
        assertThat(state()).isEqualTo(State.PARKED);
        time.advance(Duration.ofSeconds(4));
        assertThat(state()).isEqualTo(State.SERVING);
    }

    @Test
    void aShortSilenceCostsSecondsAndNotTwentyMinutes() {
        health.start();
        dns.zone(ZONE, FakeDns.failed(Failure.TIMEOUT));
        heardSilence(Failure.TIMEOUT, 3);
        dns.restore(ZONE);

        time.advance(AGAIN);

        assertThat(state()).isEqualTo(State.SERVING);
    }

    @ParameterizedTest
    @EnumSource(names = {"OVERLOAD", "DOWN", "BAD_NAME"})
    void whatIsNotTheListsFaultIsNotHeldAgainstIt(Failure failure) {
        health.start();
        heardSilence(failure, 10);

        assertThat(state()).isEqualTo(State.SERVING);
    }

    @Test
    void withNoDnsAtAllNoListIsParkedAndAllComeBackWithIt() {
        health.start();
        dns.well = false;
        dns.zone(ZONE, FakeDns.failed(Failure.TIMEOUT));
        heardSilence(Failure.TIMEOUT, 3);
        time.advance(Duration.ofHours(5));
        assertThat(state()).isEqualTo(State.DOUBTED);

        dns.well = true;
        dns.restore(ZONE);
        time.advance(AGAIN);
        assertThat(state()).isEqualTo(State.SERVING);
    }

    @Test
    void pausesDoubleUpToADayAndBeginAnewAfterLongService() {
        dns.zone(ZONE, FakeDns.found("127.255.255.254"));
        health.start();
        for (int minutes : new int[] {20, 40, 80, 160, 320, 640, 1280, 1440, 1440}) {
            assertThat(pause()).isEqualTo(Duration.ofMinutes(minutes));
            time.advance(Duration.ofMinutes(minutes));
        }
        dns.restore(ZONE);
        time.advance(Duration.ofDays(1));
        assertThat(state()).isEqualTo(State.SERVING);

        time.advance(Duration.ofHours(25));
        health.heard(new Reading.Lie("it lies"), Duration.ZERO);
        assertThat(pause()).isEqualTo(PAUSE);
        time.advance(PAUSE);
        assertThat(state()).isEqualTo(State.SERVING);
        health.heard(new Reading.Lie("it lies again"), Duration.ZERO);
        assertThat(pause()).isEqualTo(PAUSE.multipliedBy(2));
    }

    @Test
    void nothingThatWasSaidBeforeAParkingCountsAfterIt() {
        health.start();
        long epoch = health.epoch();
        assertThat(health.counts(epoch)).isTrue();

        health.heard(new Reading.Lie("it lies"), Duration.ZERO);
        assertThat(health.counts(epoch)).isFalse();
        assertThat(health.mayBeRememberedWrongly()).isTrue();
        time.advance(PAUSE);

        assertThat(health.serving()).isTrue();
        assertThat(health.counts(epoch)).isFalse();
        assertThat(health.counts(health.epoch())).isTrue();
        assertThat(health.mayBeRememberedWrongly()).isTrue();
        time.advance(Duration.ofHours(1));
        assertThat(health.mayBeRememberedWrongly()).isFalse();
    }

    @Test
    void aProofThatWasAskedForBeforeALieChangesNothing() {
        health.start();
        dns.held = true;
        time.advance(Duration.ofMinutes(31));
        health.heard(new Reading.Lie("it lies"), Duration.ZERO);

        dns.release();

        assertThat(state()).isEqualTo(State.PARKED);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aListThatSuddenlyListsNearlyEverybodyMustProveItselfAtOnce(boolean lies) {
        health.start();
        for (int i = 0; i < 400; i++) {
            hear(i % 10 == 0);
        }
        if (lies) {
            dns.zone(ZONE, FakeDns.found("127.0.0.2"));
        }
        long probes = dns.count("1.0.0.127.bl.example");

        for (int i = 0; i < 200; i++) {
            hear(true);
        }

        assertThat(dns.count("1.0.0.127.bl.example")).isEqualTo(probes + 1);
        assertThat(state()).isEqualTo(lies ? State.PARKED : State.SERVING);
    }

    @Test
    void aListThatIsNoLongerConfiguredIsProbedNoMore() {
        health.start();
        health.close();
        int asked = dns.asked.size();

        time.advance(Duration.ofDays(1));

        assertThat(dns.asked).hasSize(asked);
    }

    private void hear(boolean listed) {
        health.heard(
                listed
                        ? new Reading.Listed(
                                List.of(IpAddress.parse("127.0.0.2").orElseThrow()), FakeDns.TTL)
                        : new Reading.NotListed(FakeDns.TTL),
                Duration.ZERO);
    }

    private void heardSilence(Failure failure, int times) {
        for (int i = 0; i < times; i++) {
            health.heard(new Reading.NoAnswer(failure, "silence"), Duration.ZERO);
        }
    }

    private State state() {
        return health.status().state();
    }

    private Duration pause() {
        return Duration.between(time.instant(), health.status().nextProbe().orElseThrow());
    }

    private ListHealth health(String zone) {
        return new ListHealth(Lists.v4(zone), dns, time, time, plan(), DnsblEvents.IGNORED);
    }

    private static ListHealth.ProbePlan plan() {
        return new ListHealth.ProbePlan(
                Duration.ofMinutes(30), new ParkingSchedule(PAUSE, Duration.ofHours(24)), Duration.ofHours(1));
    }
}
