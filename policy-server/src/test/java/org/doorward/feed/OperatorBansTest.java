package org.doorward.feed;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.doorward.feed.OperatorBans.Made;
import org.doorward.feed.OperatorBans.Outcome;
import org.doorward.feed.OperatorBans.Refused;
import org.doorward.feed.OperatorBans.Stands;
import org.doorward.score.Pardon;
import org.doorward.store.blame.Ban;
import org.doorward.store.model.StoreException;
import org.doorward.store.net.Cidr;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bans that an operator types, on a real store. */
class OperatorBansTest {

    @TempDir
    Path folder;

    private RealLedger real;
    private OperatorBans bans;

    @BeforeEach
    void open() throws StoreException {
        real = new RealLedger(folder);
        bans = new OperatorBans(real.ledger(), real::rules, real::never, real, () -> real.now, new Random(7));
    }

    @AfterEach
    void close() {
        real.close();
    }

    private Outcome ban(String written) {
        return RealLedger.await(bans.ban(written, Optional.empty(), ""));
    }

    @Test
    void anAddressIsBannedOnItsNextRung() {
        Ban first = ((Made) ban("198.51.100.7")).ban();
        assertThat(first.network()).hasToString("198.51.100.7/32");
        assertThat(first.until()).isEqualTo(real.now.plus(Duration.ofHours(1)));
        assertThat(first.reason()).isEqualTo("operator");
        assertThat(real.events).containsExactly("banned operator");
        real.now = first.until();
        assertThat(((Made) ban("198.51.100.7")).ban().rung()).isEqualTo(1);
    }

    @Test
    void theOperatorsTimeAndWordsCount() {
        Ban ban = ((Made) RealLedger.await(
                        bans.ban("198.51.100.7", Optional.of(Duration.ofHours(12)), " guesses our users ")))
                .ban();
        assertThat(ban.until()).isEqualTo(real.now.plus(Duration.ofHours(12)));
        assertThat(ban.reason()).isEqualTo("operator: guesses our users");
    }

    @Test
    void networksThatAFirewallHoldsAreBannedAndAnIpv6AddressMeansItsNetwork() {
        assertThat(((Made) ban("198.51.100.0/24")).ban().network()).hasToString("198.51.100.0/24");
        assertThat(((Made) ban("2001:db8::7")).ban().network()).hasToString("2001:db8::/64");
        assertThat(((Made) ban("2001:db8:1::/64")).ban().network()).hasToString("2001:db8:1::/64");
        assertThat(((Made) ban("198.51.100.99/32")).ban().network()).hasToString("198.51.100.99/32");
    }

    @Test
    void whatNoFirewallHoldsIsRefused() {
        for (String written : List.of(
                "",
                "x",
                "198.51.100.0/25",
                "198.51.0.0/16",
                "0.0.0.0/0",
                "198.51.100.7/24",
                "::/0",
                "2001:db8::/48",
                "2001:db8::7/128",
                "198.51.100.7 ")) {
            assertThat(ban(written)).as(written).isInstanceOf(Refused.class);
        }
        assertThat(real.ledger().standingBans(10)).isEmpty();
    }

    @Test
    void whomNoBanMayTouchIsRefusedWithTheReason() {
        real.never = Optional.of("ban.never holds 198.51.100.0/24");
        assertThat(ban("198.51.100.7"))
                .isEqualTo(new Refused("198.51.100.7/32 is never banned: ban.never holds 198.51.100.0/24"));
        assertThat(real.events).containsExactly("refused operator");
    }

    @Test
    void aBanThatTheStoreCannotKeepIsRefusedWithTheReason() {
        real.close();
        assertThat(ban("198.51.100.7"))
                .isInstanceOfSatisfying(
                        Refused.class,
                        refused -> assertThat(refused.why())
                                .startsWith("198.51.100.7/32 is not banned, for the store cannot keep it: "));
        assertThat(real.events).isEmpty();
    }

    @Test
    void whoIsBannedAlreadyStaysSo() {
        Ban ban = real.ban("198.51.100.7/32", "B1");
        assertThat(ban("198.51.100.7")).isEqualTo(new Stands(ban));
    }

    @Test
    void anAddressIsLiftedByItselfAndANetworkByItsName() {
        Pardon pardon = new Pardon(real.ledger(), () -> real.now);
        ban("198.51.100.0/24");
        ban("198.51.100.7");
        assertThat(lifted(pardon, "198.51.100.0/24")).contains("198.51.100.0/24");
        assertThat(lifted(pardon, "198.51.100.0/24")).isEmpty();
        assertThat(lifted(pardon, "198.51.100.7/32")).contains("198.51.100.7/32");
        ban("198.51.100.0/24");
        assertThat(lifted(pardon, "198.51.100.9/32"))
                .as("whose ban is that of its network")
                .contains("198.51.100.0/24");
    }

    private static Optional<String> lifted(Pardon pardon, String network) {
        return RealLedger.await(pardon.lift(Cidr.parse(network).orElseThrow()))
                .map(ban -> ban.network().toString());
    }
}
