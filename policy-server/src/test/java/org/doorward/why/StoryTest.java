package org.doorward.why;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.doorward.decision.Decision;
import org.doorward.decision.Evidence;
import org.doorward.decision.Finding;
import org.doorward.decision.Inquiries;
import org.doorward.decision.Inquiry;
import org.doorward.decision.Reason;
import org.doorward.decision.Verdict;
import org.doorward.score.BanRules;
import org.doorward.score.Offenders;
import org.doorward.store.blame.Ban;
import org.doorward.store.blame.Fading;
import org.doorward.store.blame.Offender;
import org.doorward.store.blame.VectorStanding;
import org.doorward.store.model.GreylistFound;
import org.doorward.store.model.Triplet;
import org.doorward.store.model.VerdictRecord;
import org.doorward.store.net.IpAddress;
import org.junit.jupiter.api.Test;

class StoryTest {

    private static final String EVIL = "\u001b[2J\r\nforged \u202e line";
    private static final Instant NOON = Inquiries.NOON;

    /** Whatever part of it holds such a text, though those who store it escape it. */
    @Test
    void whatAClientOrAListHasWrittenReachesNoTerminalAsItIs() {
        List<String> story = Story.of(account(EVIL));

        assertThat(story)
                .hasSizeGreaterThan(15)
                .allSatisfy(line -> assertThat(line).matches("[ -~]*"));
    }

    @Test
    void whatIsEscapedAlreadyIsNotEscapedAgain() {
        assertThat(String.join("\n", Story.of(account("m\\xfcller"))))
                .contains("helo=m\\xfcller", "<m\\xfcller> to <m\\xfcller>: m\\xfcller", "  nothing of m\\xfcller");
    }

    @Test
    void whatIsLongIsCut() {
        assertThat(Story.of(account("x".repeat(5_000))))
                .allSatisfy(line -> assertThat(line).hasSizeLessThan(2_000));
    }

    @Test
    void whereTheMailThatIsThoughtOfComesFromIsSaid() {
        Optional<Instant> last = Optional.of(NOON);
        assertThat(supposed(new Account.Supposed(last, List.of(), List.of())))
                .containsExactly("  supposed: like the mail of 2026-11-21T12:00:00Z, over a connection of its own");
        assertThat(supposed(new Account.Supposed(last, List.of("helo_name", "client_port"), List.of())))
                .containsExactly(
                        "  supposed: like the mail of 2026-11-21T12:00:00Z, but that you have said helo_name, client_port");
        assertThat(supposed(new Account.Supposed(Optional.empty(), List.of("recipient"), List.of("sender", "login"))))
                .containsExactly(
                        "  supposed: you have said recipient, over a connection of its own",
                        "  not known, so taken to be empty: sender, login (say NAME=VALUE if it is not)");
    }

    private static List<String> supposed(Account.Supposed supposed) {
        Account any = account("x");
        Account.Foreseen foreseen = any.foreseen().orElseThrow();
        Account other = new Account(
                any.subject(),
                any.at(),
                List.of(),
                any.verdicts(),
                List.of(),
                Optional.of(new Account.Foreseen(foreseen.decision(), foreseen.ban(), supposed)),
                List.of(),
                List.of());
        return Story.of(other).stream()
                .filter(line -> line.startsWith("  supposed: ") || line.startsWith("  not known"))
                .toList();
    }

    private static Account account(String text) {
        Inquiry inquiry =
                Inquiries.stranger().helo(text).sender(text).recipient(text).get();
        Verdict verdict = new Verdict.Reject(Reason.SCORE, text, "Rejected");
        Evidence evidence = Evidence.of(List.of(
                new Evidence.Item("helo", new Finding.Points(Reason.HELO, 3, "HELO " + text), false),
                new Evidence.Item("dnsbl", new Finding.Unknown(Reason.DNSBL, text), false)));
        Decision decision = new Decision(inquiry, evidence, verdict, false, Duration.ZERO);
        return new Account(
                "198.51.100.7",
                inquiry.now(),
                List.of(blamed(text)),
                Optional.of(List.of(record(text))),
                List.of(new GreylistFound.Waiting(new Triplet("198.51.100.0/24", text, text), NOON)),
                Optional.of(new Account.Foreseen(
                        decision,
                        Optional.of(new BanRules.Cause("dnsbl", "3 times dnsbl", text)),
                        new Account.Supposed(Optional.empty(), List.of(), List.of()))),
                List.of(),
                List.of());
    }

    private static Account.Blamed blamed(String text) {
        IpAddress client = IpAddress.parse("198.51.100.7").orElseThrow();
        Offender offender = new Offender(
                Offenders.of(client),
                List.of(new VectorStanding("bad_helo", Fading.BEHAVIOUR, 1, 3, NOON, NOON, NOON, List.of(), text)),
                List.of(
                        new Ban(
                                "B1",
                                Offenders.of(client),
                                NOON,
                                NOON.plusSeconds(60),
                                0,
                                text,
                                text,
                                Optional.empty()),
                        new Ban("B0", Offenders.of(client), NOON, NOON, 0, text, text, Optional.of(NOON))),
                0,
                NOON);
        return new Account.Blamed(offender, 3, 0, 20, List.of(), Optional.of(text), Optional.empty());
    }

    private static VerdictRecord record(String text) {
        return new VerdictRecord(
                NOON,
                IpAddress.parse("198.51.100.7"),
                text,
                text,
                text,
                "RCPT",
                text,
                text,
                "reject",
                "score",
                text,
                false,
                Duration.ZERO,
                "nothing of " + text);
    }
}
