package org.doorward.why;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.doorward.config.Vector;
import org.doorward.config.load.Keys;
import org.doorward.decision.Decision;
import org.doorward.decision.Evidence;
import org.doorward.decision.Evidence.Item;
import org.doorward.decision.Finding;
import org.doorward.decision.Inquiries;
import org.doorward.decision.Reason;
import org.doorward.decision.Sign;
import org.doorward.decision.Verdict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The settings that an operator would have to change. */
class DecidingSettingsTest {

    @ParameterizedTest
    @EnumSource
    void whatIsNamedCanBeSet(Reason reason) {
        assertThat(DecidingSettings.of(reason))
                .allSatisfy(key -> assertThat(Keys.TABLE.find(key)).as(key).isPresent());
    }

    @Test
    void aTripwireAndThePointsThatLedToABanAreNamed() {
        Vector.thatBan()
                .map(Vector::label)
                .forEach(label -> assertThat(banned("3 times " + label + " within 60 s"))
                        .contains("ban.ladder", "score.tripwires." + label, "score.points." + label)
                        .allSatisfy(
                                key -> assertThat(Keys.TABLE.find(key)).as(key).isPresent()));
        assertThat(banned("spamtrap")).contains("score.tripwires.spamtrap").doesNotContain("score.tripwires.dnsbl");
        assertThat(banned("a score of 21.5, mostly bad_helo")).contains("ban.threshold", "score.points.bad_helo");
        assertThat(banned("by hand, twice")).noneMatch(key -> key.startsWith("score."));
    }

    @Test
    void thoseOfEachSignAreNamedAndWhetherItIsOnlyObserved() {
        Evidence evidence = Evidence.of(List.of(
                new Item("helo", new Finding.Points(List.of(new Sign(Reason.HELO, 3, ""))), true),
                new Item("spf", new Finding.Points(Reason.SPF_FAIL, 3, ""), false)));
        Verdict pass = new Verdict.Pass(Reason.GREYLIST_KNOWN, "");

        assertThat(DecidingSettings.of(new Decision(Inquiries.stranger().get(), evidence, pass, true, Duration.ZERO)))
                .startsWith("mode", "greylist.passed_age")
                .contains("decision.observe", "helo.missing_points", "spf.fail_points");
    }

    private static Set<String> banned(String reason) {
        String detail = "ban B7K2M9QX until 2026-11-22T12:00:00Z, rung 0: " + reason;
        Verdict verdict = new Verdict.Reject(Reason.BANNED, detail, "Banned");
        Evidence evidence = Evidence.of(List.of(new Item("banned", new Finding.Settled(verdict), false)));
        return DecidingSettings.of(new Decision(Inquiries.stranger().get(), evidence, verdict, false, Duration.ZERO));
    }
}
