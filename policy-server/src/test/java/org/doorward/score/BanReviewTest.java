package org.doorward.score;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.doorward.feed.RealLedger;
import org.doorward.store.blame.Ban;
import org.doorward.store.blame.Fading;
import org.doorward.store.blame.Offence;
import org.doorward.store.blame.Offender;
import org.doorward.store.net.IpAddress;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Bans that were imposed while a list of good senders was silent, on a real store. */
@Timeout(60)
class BanReviewTest {

    private static final BanRules RULES = TestBanRules.trapped();
    private static final IpAddress CLIENT = IpAddress.parse("198.51.100.7").orElseThrow();
    private static final NeverBan.Answer SILENT = new NeverBan.Answer(Optional.empty(), List.of("dnswl"));
    private static final NeverBan.Answer GOOD = NeverBan.Answer.never("dnswl knows it as a good sender");

    @TempDir
    Path folder;

    private final List<IpAddress> asked = new ArrayList<>();
    private NeverBan.Answer answer = SILENT;
    private Optional<IpAddress> good = Optional.empty();
    private final NeverBan neverBan = new NeverBan(
            List.of(), List.of(address -> CompletableFuture.completedFuture(NeverBan.Answer.NOTHING), address -> {
                asked.add(address);
                return CompletableFuture.completedFuture(
                        good.filter(address::equals).isPresent() ? GOOD : answer);
            }));
    private RealLedger store;
    private BanReview review;

    @BeforeEach
    void open() throws Exception {
        store = new RealLedger(folder);
        review = review();
    }

    private BanReview review() {
        return new BanReview(store.ledger(), neverBan, store, () -> store.now);
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void aBanThatWasImposedInSilenceSaysSoAndIsTakenBackOnceTheListKnowsTheClientAsGood() {
        Ban ban = banned(CLIENT);
        assertThat(ban.evidence()).isEqualTo("not heard: dnswl of 198.51.100.7; to trap@example.net");

        answer = GOOD;
        RealLedger.await(review.look());

        assertThat(standing()).isEmpty();
        assertThat(store.events).containsExactly("banned spamtrap", "taken back");
        assertThat(RealLedger.await(store.ledger().look(Offenders.of(CLIENT))).score(store.now, RULES.terms()))
                .as("what it was banned for is forgotten, too")
                .isZero();
    }

    @Test
    void itStandsForAsLongAsTheListIsSilent() {
        banned(CLIENT);

        RealLedger.await(review.look());
        RealLedger.await(review.look());

        assertThat(standing()).isPresent();
        assertThat(store.events).containsExactly("banned spamtrap");
        assertThat(asked).as("before the ban, and at each look").hasSize(3);
    }

    @Test
    void itStandsWhenTheListDoesNotKnowTheClientAndThatIsAskedOnce() {
        banned(CLIENT);
        answer = NeverBan.Answer.NOTHING;

        RealLedger.await(review.look());
        answer = GOOD;
        RealLedger.await(review.look());

        assertThat(standing()).isPresent();
        assertThat(asked).hasSize(2);
    }

    @Test
    void aBanThatWasImposedWithEverybodyHeardIsNotReviewed() {
        answer = NeverBan.Answer.NOTHING;
        assertThat(banned(CLIENT).evidence()).isEqualTo("to trap@example.net");

        answer = GOOD;
        RealLedger.await(review.look());

        assertThat(standing()).isPresent();
        assertThat(asked).hasSize(1);
    }

    @Test
    void aRestartForgetsNoneOfThem() throws Exception {
        banned(CLIENT);
        Instant now = store.now;
        store.close();
        store = new RealLedger(folder);
        store.now = now.plusSeconds(60);
        answer = GOOD;

        RealLedger.await(review().look());

        assertThat(standing()).isEmpty();
    }

    @Test
    void ofManyAHundredAreAskedForAtALookUntilAllAreSettled() {
        for (int host = 1; host <= 250; host++) {
            banned(IpAddress.parse("198.51.100." + host).orElseThrow());
        }
        asked.clear();
        answer = GOOD;

        RealLedger.await(review.look());
        assertThat(asked).hasSize(100);
        RealLedger.await(review.look());
        RealLedger.await(review.look());
        RealLedger.await(review.look());

        assertThat(asked).hasSize(250).doesNotHaveDuplicates();
        assertThat(store.ledger().standingBans(300)).isEmpty();
    }

    @Test
    void ofANetworkTheAddressIsAskedForThatItWasBannedFor() {
        IpAddress client = IpAddress.parse("2001:db8:1:2::77").orElseThrow();
        Ban ban = banned(client);
        assertThat(ban.network()).hasToString("2001:db8:1:2::/64");
        asked.clear();
        answer = GOOD;

        RealLedger.await(review.look());

        assertThat(asked).containsExactly(client);
        assertThat(store.ledger().standingBans(10)).isEmpty();
    }

    /** Of two lists one may be parked for a day. */
    @Test
    void thoseWhoseListStaysSilentDoNotKeepTheOthersWaiting() {
        for (int host = 1; host <= 150; host++) {
            banned(IpAddress.parse("198.51.100." + host).orElseThrow());
        }
        IpAddress known = IpAddress.parse("198.51.100.151").orElseThrow();
        banned(known);
        good = Optional.of(known);

        RealLedger.await(review.look());
        RealLedger.await(review.look());

        assertThat(store.ledger().standing(known, store.now)).isEmpty();
        assertThat(store.ledger().standingBans(300)).hasSize(150);
    }

    @Test
    void aSourceThatFailsWasNotHeard() {
        NeverBan failing = new NeverBan(
                List.of(), List.of(address -> CompletableFuture.failedFuture(new IOException("the database is away"))));

        assertThat(RealLedger.await(failing.ask(CLIENT)).silent()).containsExactly("a look-up that failed");
        assertThat(RealLedger.await(failing.why(CLIENT))).isEmpty();
    }

    private Optional<Ban> standing() {
        return store.ledger().standing(CLIENT, store.now);
    }

    /** Bans by the rules: a letter to a trap. */
    private Ban banned(IpAddress client) {
        Scoreboard scoreboard = new Scoreboard(store.ledger(), RULES, neverBan, store, new Random(7 + asked.size()));
        Offence offence =
                new Offence(Offenders.of(client), "spamtrap", Fading.BEHAVIOUR, 20, store.now, "to trap@example.net");
        Offender after = RealLedger.await(store.ledger().record(offence, RULES.terms()));
        RealLedger.await(scoreboard.judge(after, client, store.now, Optional.empty()));
        return store.ledger().standing(client, store.now).orElseThrow();
    }
}
