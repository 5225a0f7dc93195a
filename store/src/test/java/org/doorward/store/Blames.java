package org.doorward.store;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.doorward.store.blame.BanOrder;
import org.doorward.store.blame.BanTerms;
import org.doorward.store.blame.Fading;
import org.doorward.store.blame.Offence;
import org.doorward.store.blame.ScoreTerms;
import org.doorward.store.model.ClientNetwork;
import org.doorward.store.net.IpAddress;

/** Offences and bans under the default terms. */
public final class Blames {

    /** Half-lives 7 d and 24 h, at most 100 points, remembered for 30 d. */
    public static final ScoreTerms TERMS =
            new ScoreTerms(Duration.ofDays(7), Duration.ofHours(24), 100, Duration.ofDays(30));

    /** 1 h, 1 d, 7 d, 30 d; a rung lower after each 30 d; parole at 25 points. */
    public static final BanTerms BANS = new BanTerms(
            List.of(Duration.ofHours(1), Duration.ofDays(1), Duration.ofDays(7), Duration.ofDays(30)),
            Duration.ofDays(30),
            25);

    private Blames() {}

    /** An offender by number, an address of 10.0.0.0/8. */
    public static ClientNetwork offender(int number) {
        byte[] address = {10, (byte) (number >>> 16), (byte) (number >>> 8), (byte) number};
        return ClientNetwork.of(IpAddress.ofBytes(address), 32, 64);
    }

    /** A behaviour worth these points. */
    public static Offence offence(ClientNetwork who, double points, Instant at) {
        return new Offence(who, "bad_helo", Fading.BEHAVIOUR, points, at, "HELO localhost");
    }

    /** The same, now. */
    public static Offence offence(ClientNetwork who, double points, InstantSource clock) {
        return offence(who, points, clock.instant());
    }

    /** An order to ban now. */
    public static BanOrder order(ClientNetwork who, String id, InstantSource clock) {
        return new BanOrder(who, clock.instant(), "3 times bad_helo", "HELO localhost", id, BANS);
    }

    /** Returns when the store knows without a question who did nothing. Asks for another one each time, for answers are remembered. */
    static void awaitFilter(Store store) {
        AtomicInteger number = new AtomicInteger(1 << 20);
        Await.until(
                "the filter was made",
                () -> store.offences()
                        .look(offender(number.incrementAndGet()))
                        .toCompletableFuture()
                        .isDone());
    }
}
