package org.doorward.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.doorward.store.blame.Ban;
import org.doorward.store.blame.Offender;
import org.doorward.store.model.ClientNetwork;
import org.doorward.store.model.StoreException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** As many bans stand as may: memory is bounded, and no ban that stands is let go for a new one. */
class BanLimitTest {

    private static final int LIMIT = 5;

    @TempDir
    Path directory;

    private final ManualClock clock = new ManualClock();
    private final Recorded events = new Recorded();
    private Store store;

    @BeforeEach
    void openAndFill() throws StoreException {
        store = open(LIMIT);
        for (int i = 0; i < LIMIT; i++) {
            ban(Blames.offender(i));
        }
    }

    private Store open(int limit) throws StoreException {
        StoreConfig config = Stores.withBanLimit(Stores.config(directory, 100), limit);
        return Store.open(config, events, clock, System::nanoTime, new Random(1));
    }

    @AfterEach
    void close() {
        store.close();
    }

    private Offender ban(ClientNetwork who) throws StoreException {
        return Await.result(store.offences().ban(Blames.order(who, "B1", clock)));
    }

    @Test
    void anotherBanIsRefusedAndCountedAndTheStatusSaysWhy() throws StoreException {
        ClientNetwork more = Blames.offender(99);
        long refused = events.refused.get();
        assertThatThrownBy(() -> ban(more)).hasMessageContaining("as many bans");
        assertThat(events.refused.get()).isGreaterThan(refused);
        assertThat(Await.result(store.offences().look(more)).bans()).isEmpty();
        Await.until("the status says so", () -> !store.status().available());
        assertThat(store.status().problem().orElseThrow()).contains("5 bans stand");
        assertThat(ban(Blames.offender(0)).bans()).as("who is banned already").hasSize(1);
    }

    @Test
    void whereOneIsLiftedThereIsRoomForAnother() throws StoreException {
        Await.result(store.offences().lift(Blames.offender(0), clock.instant()));
        assertThat(ban(Blames.offender(99)).bans()).hasSize(1);
        assertThat(store.status().bansStanding()).isEqualTo(LIMIT);
    }

    @Test
    void aLowerLimitLetsNoBanGo() throws StoreException {
        store.close();
        store = open(2);
        assertThat(store.offences().standingBans(100)).hasSize(LIMIT);
        assertThatThrownBy(() -> ban(Blames.offender(99))).hasMessageContaining("as many bans");
    }

    @Test
    void bansThatHaveEndedMakeRoom() {
        StandingBans bans = new StandingBans(2, new BanLog("a", 8));
        Instant now = clock.instant();
        for (int i = 0; i < 2; i++) {
            bans.show(
                    Offender.unknown(Blames.offender(i)).banned(Blames.order(Blames.offender(i), "B" + i, clock)), now);
        }
        assertThat(bans.roomFor(1)).isFalse();
        bans.dropEnded(now.plus(Duration.ofMinutes(59)));
        assertThat(bans.roomFor(1)).isFalse();
        assertThat(bans.newest(10, now)).extracting(Ban::id).containsExactly("B0", "B1");
        bans.dropEnded(now.plus(Duration.ofMinutes(60)));
        assertThat(bans.roomFor(2)).isTrue();
        assertThat(bans.size()).isZero();
    }
}
