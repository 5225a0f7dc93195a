package org.doorward.feed;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.doorward.firewall.Firewall.Knock;
import org.doorward.store.blame.Ban;
import org.doorward.store.model.StoreException;
import org.doorward.store.net.Cidr;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of bans by who knocks, on a real store. */
@Timeout(60)
class KnockFeedbackTest {

    private static final String WHO = "198.51.100.7/32";

    @TempDir
    Path folder;

    private RealLedger real;
    private Knocks knocks;
    private KnockFeedback feedback;

    @BeforeEach
    void open() throws StoreException {
        real = new RealLedger(folder);
        knocks = new Knocks(network -> real.standing(network.toString()).isPresent());
        feedback = new KnockFeedback(knocks, real.ledger(), real::rules, real::never, real, () -> real.now);
    }

    @AfterEach
    void close() {
        real.close();
    }

    /** Time passes, with a report each minute; the last one counts so many packets. */
    private void minutes(int number, long packets) {
        for (int minute = 0; minute < number; minute++) {
            real.now = real.now.plus(Duration.ofMinutes(1));
            knocks.report(
                    packets == 0 ? List.of() : List.of(new Knock(Cidr.parse(WHO).orElseThrow(), packets + minute)),
                    real.now);
            feedback.look();
        }
    }

    private static void until(BooleanSupplier so) {
        while (!so.getAsBoolean()) {
            Thread.onSpinWait();
        }
    }

    @Test
    void whoStillKnocksAtTheEndIsBannedForAsLongAgainOnTheSameRung() {
        knocks.report(List.of(), real.now);
        Ban ban = real.ban(WHO, "B1");
        minutes(59, 5);
        real.now = ban.until().minusSeconds(10);
        feedback.look();
        until(() -> real.events.contains("renewed"));
        Ban after = real.standing(WHO).orElseThrow();
        assertThat(after.id()).isEqualTo("B1");
        assertThat(after.rung()).isZero();
        assertThat(after.since()).isEqualTo(ban.since());
        assertThat(after.until()).isEqualTo(ban.until().plus(Duration.ofHours(1)));
        assertThat(after.reason()).isEqualTo("3 times dnsbl, renewed for knocking");
    }

    @Test
    void whoHasBeenQuietAtTheEndIsLetIn() {
        knocks.report(List.of(), real.now);
        Ban ban = real.ban(WHO, "B1");
        minutes(50, 5);
        minutes(9, 0);
        real.now = ban.until().minusSeconds(10);
        feedback.look();
        real.now = ban.until();
        assertThat(real.standing(WHO)).isEmpty();
        assertThat(real.events).isEmpty();
    }

    @Test
    void whoMustNotBeBannedAnyMoreIsNotBannedAgain() {
        knocks.report(List.of(), real.now);
        Ban ban = real.ban(WHO, "B1");
        minutes(59, 5);
        real.never = Optional.of("ban.never holds it");
        real.now = ban.until().minusSeconds(10);
        feedback.look();
        real.now = ban.until();
        assertThat(real.standing(WHO)).isEmpty();
    }

    @Test
    void whoIsQuietForLongIsLetInEarlyWhenThatIsAskedFor() {
        real.earlyEnd = Duration.ofMinutes(20);
        knocks.report(List.of(), real.now);
        real.ban(WHO, "B1");
        minutes(10, 5);
        minutes(19, 0);
        assertThat(real.standing(WHO)).isPresent();
        minutes(12, 0);
        until(() -> real.events.contains("ended early"));
        assertThat(real.standing(WHO)).isEmpty();
        assertThat(real.ban(WHO, "B2").rung())
                .as("the ladder has not forgotten it")
                .isEqualTo(1);
    }

    @Test
    void whileNobodyReportsNobodyIsQuiet() {
        real.earlyEnd = Duration.ofMinutes(20);
        real.ban(WHO, "B1");
        for (int i = 0; i < 24; i++) {
            real.now = real.now.plus(Duration.ofMinutes(2));
            feedback.look();
        }
        assertThat(real.standing(WHO)).isPresent();
    }
}
