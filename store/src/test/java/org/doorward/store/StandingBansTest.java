package org.doorward.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.doorward.store.blame.Offender;
import org.junit.jupiter.api.Test;

/** Bans, as a clock that is set wrong and right again leaves them. A ban lasts an hour here. */
class StandingBansTest {

    private static final Offender BANNED = Offender.unknown(Blames.offender(1));
    private static final Duration LENGTH = Duration.ofHours(1);

    private final ManualClock clock = new ManualClock();
    private final StandingBans bans = new StandingBans(100, new BanLog("run", BanLog.REACH));

    private void ban() {
        bans.show(BANNED.banned(Blames.order(BANNED.network(), "B1", clock)), clock.instant());
    }

    private void look(int times) {
        for (int i = 0; i < times; i++) {
            bans.dropEnded(clock.instant());
        }
    }

    private int told() {
        return bans.news(Optional.empty(), clock.instant()).standing().size();
    }

    @Test
    void a_ban_that_ended_by_a_wrong_clock_stands_again_when_the_clock_is_right() {
        ban();
        look(1);
        clock.advance(LENGTH.multipliedBy(2));
        look(20);

        assertThat(told()).isZero();
        assertThat(bans.standing()).isZero();

        clock.advance(LENGTH.multipliedBy(2).negated());
        look(1);
        assertThat(told()).isOne();
        assertThat(bans.standing()).isOne();
    }

    @Test
    void a_ban_that_ended_is_let_go_when_the_clock_has_said_so_for_long() {
        ban();
        look(1);
        clock.advance(LENGTH);
        look(29);
        assertThat(bans.size()).isOne();

        look(1);
        assertThat(bans.size()).isZero();
    }

    @Test
    void where_there_is_little_room_a_ban_that_ended_is_let_go_at_once() {
        StandingBans few = new StandingBans(1, new BanLog("run", BanLog.REACH));
        few.show(BANNED.banned(Blames.order(BANNED.network(), "B1", clock)), clock.instant());
        few.dropEnded(clock.instant());
        clock.advance(LENGTH);
        few.dropEnded(clock.instant());

        assertThat(few.roomFor(1)).isTrue();
    }
}
