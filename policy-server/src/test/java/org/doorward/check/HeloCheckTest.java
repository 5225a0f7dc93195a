package org.doorward.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.doorward.config.HeloConfig;
import org.doorward.decision.Evidence;
import org.doorward.decision.Finding;
import org.doorward.decision.Inquiries;
import org.doorward.decision.ProtocolState;
import org.doorward.decision.Reason;
import org.doorward.decision.Sign;
import org.doorward.store.net.IpAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class HeloCheckTest {

    private static final HeloConfig CONFIG = new HeloConfig(true, List.of("mx.example.net"), 5, 3, 2, 4, 1);
    private static final HeloCheck CHECK =
            new HeloCheck(CONFIG, "Host.Example.Net", Set.of(address("203.0.113.5"), address("2001:db8::5")));
    private static final Inquiries CLIENT = Inquiries.stranger();

    /** Lines of {@code helo.txt}: a HELO and what it is. */
    static Stream<String[]> samples() {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(HeloCheckTest.class.getResourceAsStream("helo.txt")), StandardCharsets.UTF_8))) {
            List<String[]> samples = lines.lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(line -> line.split(" -> ", 2))
                    .toList();
            return samples.stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest(name = "{0} is {1}")
    @MethodSource("samples")
    void judgesWhatClientsSay(String helo, String what) {
        double points = switch (what) {
            case "good" -> 0;
            case "own" -> 5;
            case "foreign literal" -> 3;
            case "not full" -> 2;
            case "syntax" -> 4;
            default -> throw new IllegalArgumentException(what);
        };

        assertThat(points(CLIENT.helo(helo))).isEqualTo(points);
    }

    @Test
    void saysWhatIsWrongToTheOperatorAndNothingToTheClient() {
        assertThat(signs(CLIENT.helo("mx.example.net")))
                .containsExactly(new Sign(Reason.HELO, "helo", 5, "HELO mx.example.net: this host's own name", ""));
    }

    @Test
    void takesItsOwnNameAndAddressFromItself() {
        assertThat(points(CLIENT.from("203.0.113.5").helo("mx.example.net"))).isZero();
        assertThat(points(CLIENT.from("127.0.0.1").helo("[203.0.113.5]"))).isZero();
    }

    @Test
    void takesAnAddressInBracketsFromItsOwner() {
        assertThat(points(CLIENT.from("2001:db8::7").helo("[IPv6:2001:DB8:0::7]")))
                .isZero();
        assertThat(points(CLIENT.from("2001:db8::7").helo("[2001:db8::7]"))).isZero();
        assertThat(points(CLIENT.from("2001:db8::8").helo("[IPv6:2001:db8::7]")))
                .isEqualTo(3);
        assertThat(points(CLIENT.from("2001:db8::8").helo("[IPv6:2001:db8::5]")))
                .isEqualTo(5);
    }

    @Test
    void asksNothingOfAClientWithoutAnAddress() {
        assertThat(points(CLIENT.from("").helo("[1.2.3.4]"))).isZero();
    }

    @ParameterizedTest
    @EnumSource(
            value = ProtocolState.class,
            names = {"MAIL", "RCPT", "DATA", "BDAT", "END_OF_MESSAGE"})
    void wantsAHeloBeforeMail(ProtocolState state) {
        assertThat(points(CLIENT.helo("").at(state))).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(
            value = ProtocolState.class,
            names = {"CONNECT", "HELO", "EHLO", "VRFY", "ETRN", "XCLIENT", "OTHER"})
    void wantsNoneBefore(ProtocolState state) {
        assertThat(points(CLIENT.helo("").at(state))).isZero();
    }

    @Test
    void findsNothingWhenItIsOffOrTheFaultIsWorthNothing() {
        HeloCheck off = new HeloCheck(new HeloConfig(false, List.of(), 5, 3, 2, 4, 1), "h.example", Set.of());
        HeloCheck free = new HeloCheck(new HeloConfig(true, List.of(), 5, 0, 0, 0, 0), "h.example", Set.of());

        assertThat(finding(off, CLIENT.helo("!"))).isSameAs(Finding.NOTHING);
        assertThat(finding(free, CLIENT.helo("!"))).isSameAs(Finding.NOTHING);
        assertThat(finding(free, CLIENT.helo("short"))).isSameAs(Finding.NOTHING);
    }

    @Test
    void aHostWithoutANameOwnsNoName() {
        HeloCheck nameless = new HeloCheck(CONFIG, "localhost", Set.of());

        assertThat(finding(nameless, CLIENT.helo("localhost"))).isEqualTo(points(2, "HELO localhost"));
    }

    @Test
    void ownNamesThatAreShortAreOwnBeforeTheyAreShort() {
        HeloCheck check = new HeloCheck(CONFIG, "mx1", Set.of());

        assertThat(((Finding.Points) finding(check, CLIENT.helo("MX1"))).points())
                .isEqualTo(5);
    }

    @Test
    void answersWhateverAClientWrites() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int i = 0; i < 100_000; i++) {
            String helo = AnyText.of(random);
            CompletionStage<Finding> found = CHECK.examine(CLIENT.helo(helo).get(), Evidence.NONE);
            assertThat(found.toCompletableFuture())
                    .as("seed %d, HELO %s", seed, helo)
                    .isCompletedWithValueMatching(
                            finding -> finding == Finding.NOTHING || ((Finding.Points) finding).points() <= 5);
        }
    }

    private static Finding points(double points, String start) {
        return new Finding.Points(Reason.HELO, points, start + ": no name that others can look up");
    }

    private static double points(Inquiries inquiry) {
        return finding(CHECK, inquiry) instanceof Finding.Points points ? points.points() : 0;
    }

    private static List<Sign> signs(Inquiries inquiry) {
        return ((Finding.Points) finding(CHECK, inquiry)).signs();
    }

    private static Finding finding(HeloCheck check, Inquiries inquiry) {
        return check.examine(inquiry.get(), Evidence.NONE).toCompletableFuture().join();
    }

    private static IpAddress address(String text) {
        return IpAddress.parse(text).orElseThrow();
    }
}
