package org.doorward.watch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.doorward.config.BanConfig;
import org.doorward.config.ScoreConfig;
import org.doorward.config.Vector;
import org.doorward.feed.RealLedger;
import org.doorward.observe.BuildInfo;
import org.doorward.observe.Meters;
import org.doorward.score.BanRules;
import org.doorward.score.NeverBan;
import org.doorward.score.Offenders;
import org.doorward.score.Scoreboard;
import org.doorward.score.SightingBook;
import org.doorward.store.Store;
import org.doorward.store.StoreConfig;
import org.doorward.store.StoreEvents;
import org.doorward.store.blame.BanOrder;
import org.doorward.store.blame.VectorStanding;
import org.doorward.store.model.ClientNetwork;
import org.doorward.store.model.Mark;
import org.doorward.store.model.StoreException;
import org.doorward.store.net.IpAddress;

/** A real store that counts unknown users and failed logins, and bans nobody; it can be held, and be brought back from elsewhere. */
final class SightingStore implements AutoCloseable {

    private static final BanRules RULES = new BanRules(
            new ScoreConfig(
                    Duration.ofDays(7),
                    Duration.ofDays(1),
                    30,
                    Map.of(Vector.UNKNOWN_USER, 1.0, Vector.AUTH_FAILED, 1.0),
                    Map.of()),
            new BanConfig(
                    true,
                    1000,
                    List.of(Duration.ofHours(1)),
                    Duration.ofDays(30),
                    10,
                    "",
                    List.of(),
                    Duration.ofMinutes(5),
                    Duration.ofMinutes(10),
                    Duration.ZERO),
            Duration.ofDays(30));

    private final Path directory;
    private final Instant now;
    private final Store store;
    private final Meters meters = new Meters(new BuildInfo("1.2.3", Optional.empty(), "17"));

    SightingStore(Path directory, Instant now) throws StoreException {
        this.directory = directory;
        this.now = now;
        this.store = Store.open(
                StoreConfig.defaults(directory), StoreEvents.NONE, () -> now, System::nanoTime, new Random(7));
    }

    Path directory() {
        return directory;
    }

    SightingBook book() {
        Scoreboard scoreboard =
                new Scoreboard(store.offences(), RULES, new NeverBan(List.of(), List.of()), meters, new Random(7));
        return new SightingBook(store.offences(), scoreboard, RULES, meters);
    }

    Optional<Mark> mark(Path log) {
        return store.offences().mark("file:" + log);
    }

    /** How many offences are held against an address. */
    long count(String address) {
        return standings(address).stream().mapToLong(VectorStanding::count).sum();
    }

    /** When an address offended last. */
    Instant last(String address) {
        return standings(address).get(0).last();
    }

    private List<VectorStanding> standings(String address) {
        ClientNetwork network = Offenders.of(IpAddress.parse(address).orElseThrow());
        return RealLedger.await(store.offences().look(network)).vectors();
    }

    boolean available() {
        return store.status().available();
    }

    /** Puts the directory back to its place. */
    void bringBackFrom(Path elsewhere) {
        try {
            Files.move(elsewhere, directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Holds the store's writer until it is let go. */
    CountDownLatch hold() {
        CountDownLatch held = new CountDownLatch(1);
        CountDownLatch letGo = new CountDownLatch(1);
        store.offences().onBansChange(() -> {
            held.countDown();
            awaited(letGo);
        });
        var unused = store.offences()
                .ban(new BanOrder(
                        RealLedger.network("198.51.100.200/32"), now, "a test", "", "HOLD", RULES.banTerms()));
        awaited(held);
        return letGo;
    }

    private static void awaited(CountDownLatch latch) {
        try {
            if (!latch.await(20, TimeUnit.SECONDS)) {
                throw new AssertionError("waited in vain");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        store.close();
    }
}
