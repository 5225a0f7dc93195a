package org.doorward.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.doorward.real.MailHost.LISTED;
import static org.doorward.real.MailHost.LISTED6;
import static org.doorward.real.MailHost.TRAP;
import static org.doorward.real.MailHost.USER;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.doorward.real.FirewallClients.Going;
import org.doorward.real.FirewallClients.Offended;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The whole way of offenders of each kind, IPv4 and IPv6: offence, ban, silence, the ban's own end, the return and a ban a rung higher; while
 * a good sender beside them sends all the time. All of them wait for their ends at the same time.
 */
@Tag("real")
class FirewallReturnRealTest {

    private static final String GUESSER = "198.51.100.50";
    private static final String GUESSER6 = "2001:db8:9::9";
    private static final String NEWCOMER = "198.51.100.51";
    private static final String NEWCOMER6 = "2001:db8:a::a";
    private static final String TYPED = "198.51.100.40";
    private static final String TYPED6 = "2001:db8:40::40";
    private static final String NEIGHBOUR6 = "2001:db8:40::beef:1";
    private static final String QUIET = "198.51.100.60";
    private static final String GOOD = "198.51.100.33";
    private static final String GOOD6 = "2001:db8:8::8";
    private static final List<String> CLIENTS = List.of(
            GUESSER, GUESSER6, NEWCOMER, NEWCOMER6, TYPED, TYPED6, NEIGHBOUR6, QUIET, GOOD, GOOD6, LISTED, LISTED6);
    private static final String GOODS_OWN = "third@test.invalid";

    /** Nobody is banned on for knocking, so all may knock: that is how the end is seen. */
    private static final String SETTINGS = """
            ban.ladder = ["1m", "1d"]
            ban.knock_window = "0s"
            """;

    /** Six of these and one try to relay come to 11 points. Twenty ban; who is on parole has ten already. */
    private static final String[] ON_PAROLE =
            Stream.concat(names(6), Stream.of("robot@elsewhere.example")).toArray(String[]::new);

    private static final Duration SILENT_WITHIN = Duration.ofSeconds(2);
    private static final Pattern UNTIL = Pattern.compile("(?m)^  banned until (\\S+) for ");

    private static final Started started = new Started();
    private static MailHost host;
    private static FirewallClients clients;

    /**
     * Somebody who is banned.
     *
     * @param since when its tripping line was answered, or the command that banned it had ended
     * @param story what must be said of it
     * @param knocking it, and whoever else is banned with it
     * @param again returns, and is banned again; says what for
     */
    private record Offender(
            String address, Instant since, List<String> story, List<Going> knocking, Supplier<String> again) {}

    @BeforeAll
    static void start() throws IOException {
        host = MailHost.start(started, CLIENTS, SETTINGS);
        clients = host.clients();
    }

    @AfterAll
    static void stop() throws IOException {
        started.close();
    }

    @Test
    void whoeverIsBannedIsLetInAtTheEndAndBannedForLongerAtTheReturnAndAGoodSenderNoticesNothing() {
        Going good = clients.send(GOOD, GOOD6, GOODS_OWN);
        clients.mail(QUIET, TRAP);
        List<Offender> offenders = new ArrayList<>();
        List<Instant> ends = new ArrayList<>();
        for (Supplier<Offender> offence : offences()) {
            Offender offender = offence.get();
            offenders.add(offender);
            ends.add(toldWhileBanned(offender));
        }
        newcomersAreNotBannedForWhatBansOnParole();

        for (int each = 0; each < ends.size(); each++) {
            isLetInAtItsEnd(offenders.get(each), ends.get(each));
        }
        List<String> reasons =
                offenders.stream().map(offender -> offender.again().get()).toList();
        for (int each = 0; each < reasons.size(); each++) {
            isBannedARungHigher(offenders.get(each).address(), reasons.get(each));
        }
        assertThat(host.run("firewall", "status").out()).contains("in step");
        quietOneHadItsWholeTime();
        hasNoticedNothing(good.stop());
    }

    private List<Supplier<Offender>> offences() {
        return List.of(
                () -> guesser(GUESSER),
                () -> guesser(GUESSER6),
                () -> listed(LISTED),
                () -> listed(LISTED6),
                () -> typed(TYPED),
                this::typed6);
    }

    private static Stream<String> names(int number) {
        return IntStream.range(0, number).mapToObj(each -> "nobody" + each + "@test.invalid");
    }

    private Offender guesser(String address) {
        Offended offended = clients.offend(address, 1, names(10).toArray(String[]::new));
        Instant since = Instant.now();
        assertThat(offended.replies()).hasSize(10).allMatch(reply -> reply.contains("User unknown"));
        assertSilence(offended);
        return new Offender(
                address,
                since,
                List.of(
                        "for 10 times unknown_user within 1 h \\(",
                        "\n  unknown_user +10 ",
                        "RCPT from unknown\\[" + address + "]: 550 5\\.1\\.1 <nobody"),
                List.of(clients.knock(address)),
                () -> guessesOnParole(address));
    }

    /** Neither seven offences nor eleven points ban anybody else. */
    private String guessesOnParole(String address) {
        Offended again = clients.offend(address, 1, ON_PAROLE);
        assertThat(again.replies()).hasSize(7);
        assertThat(again.replies().get(6)).contains("Relay access denied");
        assertSilence(again);
        return "for a score of 2";
    }

    private Offender listed(String address) {
        isRefused(address, 3);
        return new Offender(
                address,
                Instant.now(),
                List.of("for 3 times dnsbl within 60 s \\(", "\n  dnsbl +3 ", "test: " + address + " 127\\.0\\.0\\.2"),
                List.of(clients.knock(address)),
                () -> {
                    // Ten points of parole, and six for each refusal: the first was when it was let in.
                    isRefused(address, 1);
                    return "for a score of 2";
                });
    }

    private void isRefused(String address, int times) {
        Offended offended = clients.offend(address, times, USER);
        assertThat(offended.replies())
                .hasSize(times)
                .allMatch(reply -> reply.startsWith("554 5.7.1") && reply.contains(".test"));
        assertThat(offended.other()).startsWith("421 4.7.0").contains("Banned: " + address);
        assertSilence(offended);
    }

    private Offender typed(String address, String... others) {
        List<Going> knocking = Stream.concat(Stream.of(address), Stream.of(others))
                .map(clients::knock)
                .toList();
        assertThat(clients.mail(address, USER).get(0)).startsWith("250");
        ChildProcess.Result ban = host.run("ban", address, "--for", "1m", "--reason", "ticket 4711");
        assertThat(ban.status()).as("%s", ban).isZero();
        return new Offender(
                address,
                Instant.now(),
                List.of("for operator: ticket 4711 \\(", "\\): typed by an operator"),
                knocking,
                () -> typedAgain(address));
    }

    /** An IPv6 address stands for its /64. */
    private Offender typed6() {
        return typed(TYPED6, NEIGHBOUR6);
    }

    private String typedAgain(String address) {
        assertThat(host.run("ban", address).status()).isZero();
        Instant banned = Instant.now();
        Waiting.until("silence", () -> clients.mail(address, USER).contains("silence"));
        assertThat(Duration.between(banned, Instant.now())).isLessThan(SILENT_WITHIN.plusSeconds(1));
        return "for operator (";
    }

    private static void assertSilence(Offended offended) {
        assertThat(offended.silence()).as("%s", offended).isLessThan(SILENT_WITHIN.toMillis() / 1000.0);
    }

    private void newcomersAreNotBannedForWhatBansOnParole() {
        for (String newcomer : List.of(NEWCOMER, NEWCOMER6)) {
            assertThat(clients.mail(newcomer, ON_PAROLE)).hasSize(7);
        }
        for (String newcomer : List.of(NEWCOMER, NEWCOMER6)) {
            Waiting.until(
                    "the watch to have seen it",
                    () -> host.story(newcomer).lines().anyMatch(line -> line.startsWith("  relay_denied ")));
            assertThat(host.story(newcomer)).contains("  unknown_user  6 ").doesNotContain("banned until");
        }
    }

    /** The story so far; returns the ban's end, to the second. */
    private Instant toldWhileBanned(Offender offender) {
        Waiting.until(
                "the packets of " + offender.address() + " to be told of",
                () -> host.story(offender.address()).contains("the firewall has dropped"));
        String why = host.story(offender.address());
        assertThat(offender.story()).allSatisfy(pattern -> assertThat(why).containsPattern(pattern));
        assertThat(why)
                .containsPattern("the firewall has dropped [1-9][0-9]* packets of it")
                .contains(", rung 0, since ");
        Matcher until = UNTIL.matcher(why);
        assertThat(until.find()).as(why).isTrue();
        return Instant.parse(until.group(1));
    }

    /** Nobody unbans it. */
    private void isLetInAtItsEnd(Offender offender, Instant end) {
        Waiting.untilPast(end.plusSeconds(7));
        for (Going knocking : offender.knocking()) {
            List<String> knocks = knocking.stop();
            String shown = offender.address() + ", since " + offender.since() + " until " + end + ": " + knocks;
            assertThat(attempts(knocks, offender.since().plus(SILENT_WITHIN), end.minusSeconds(1)))
                    .as(shown)
                    .hasSizeGreaterThan(20)
                    .allMatch(knock -> knock.endsWith(" silent"));
            assertThat(attempts(knocks, end.plusSeconds(4), Instant.MAX))
                    .as(shown)
                    .isNotEmpty()
                    .allMatch(knock -> knock.endsWith(" answered"));
        }
        String reply = clients.mail(offender.address(), USER).get(0);
        assertThat(reply)
                .startsWith(List.of(LISTED, LISTED6).contains(offender.address()) ? "554 5.7.1" : "250")
                .doesNotContain("Banned");
    }

    private static List<String> attempts(List<String> knocks, Instant from, Instant before) {
        return knocks.stream()
                .filter(knock -> {
                    Instant at = Instant.ofEpochMilli(
                            Math.round(1000 * Double.parseDouble(knock.substring(0, knock.indexOf(' ')))));
                    return !at.isBefore(from) && at.isBefore(before);
                })
                .toList();
    }

    private void isBannedARungHigher(String address, String reason) {
        Waiting.until(
                "the packets of " + address + " to be told of",
                () -> host.story(address).contains("the firewall has dropped"));
        ChildProcess.Result why = host.run("why", address);
        assertThat(why.status()).as("%s", why).isZero();
        assertThat(why.out())
                .contains(reason)
                .contains(", rung 1, since ")
                .containsPattern("the firewall has dropped [1-9][0-9]* packets of it")
                .containsPattern("\n  was banned from \\S+ to \\S+ for .* \\(ban [0-9A-Z]{8}, rung 0\\)");
    }

    /** It never knocked, and bans do not end early unless that is asked for. */
    private void quietOneHadItsWholeTime() {
        Matcher ban = Pattern.compile("was banned from (\\S+) to (\\S+) for spamtrap \\(")
                .matcher(host.story(QUIET));
        assertThat(ban.find()).as(host.story(QUIET)).isTrue();
        assertThat(Duration.between(Instant.parse(ban.group(1)), Instant.parse(ban.group(2))))
                .isEqualTo(Duration.ofMinutes(1));
    }

    private void hasNoticedNothing(List<String> mails) {
        assertThat(mails).hasSizeGreaterThan(100).allMatch(mail -> mail.contains(" 250 2.0.0 Ok: queued as "));
        assertThat(mails).anyMatch(mail -> mail.contains(GOOD)).anyMatch(mail -> mail.contains(GOOD6));
        List<Double> seconds = mails.stream()
                .map(mail -> Double.valueOf(mail.substring(0, mail.indexOf(' '))))
                .sorted()
                .toList();
        double median = seconds.get(seconds.size() / 2);
        double slowest = seconds.get(seconds.size() - 1);
        System.out.println("FirewallReturnRealTest: the good sender's " + mails.size() + " mails took " + median
                + " s, the slowest " + slowest + " s");
        assertThat(median).isLessThan(1);
        assertThat(slowest).isLessThan(5);
        Waiting.until("all mails to be in the box", () -> host.postfix().delivered("third") == mails.size());
    }
}
