package org.doorward.feed;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.doorward.config.BanConfig;
import org.doorward.config.ScoreConfig;
import org.doorward.score.BanRules;
import org.doorward.score.BlameEvents;
import org.doorward.store.OffenceLedger;
import org.doorward.store.Store;
import org.doorward.store.StoreConfig;
import org.doorward.store.StoreEvents;
import org.doorward.store.blame.Ban;
import org.doorward.store.blame.BanOrder;
import org.doorward.store.model.ClientNetwork;
import org.doorward.store.model.StoreException;
import org.doorward.store.net.Cidr;

/** A real store with a clock of the test's, and all that happens to bans written down. */
public final class RealLedger implements BlameEvents, AutoCloseable {

    public volatile Instant now = Instant.parse("2026-11-21T12:00:00Z");
    public final List<String> events = new ArrayList<>();
    public volatile Optional<String> never = Optional.empty();
    volatile Duration earlyEnd = Duration.ZERO;
    private final Store store;

    public RealLedger(Path folder) throws StoreException {
        store = Store.open(StoreConfig.defaults(folder), StoreEvents.NONE, () -> now, System::nanoTime, new Random(7));
    }

    /** How many changes the database has not taken over yet. */
    long backlog() {
        return store.status().backlog();
    }

    public OffenceLedger ledger() {
        return store.offences();
    }

    BanRules rules() {
        ScoreConfig score = new ScoreConfig(Duration.ofDays(7), Duration.ofDays(1), 30, Map.of(), Map.of());
        BanConfig ban = new BanConfig(
                true,
                20,
                List.of(Duration.ofHours(1), Duration.ofDays(1)),
                Duration.ofDays(30),
                10,
                "",
                List.of(),
                Duration.ofMinutes(5),
                Duration.ofMinutes(10),
                earlyEnd);
        return new BanRules(score, ban, Duration.ofDays(30));
    }

    CompletionStage<Optional<String>> never(Cidr network) {
        return CompletableFuture.completedFuture(never);
    }

    public static ClientNetwork network(String cidr) {
        return new ClientNetwork(Cidr.parse(cidr).orElseThrow());
    }

    Ban ban(String cidr, String id) {
        BanOrder order = new BanOrder(network(cidr), now, "3 times dnsbl", "listed", id, rules().banTerms());
        return await(ledger().ban(order)).standing(now).orElseThrow();
    }

    Optional<Ban> standing(String cidr) {
        return ledger().standing(network(cidr), now);
    }

    public static <T> T await(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void offence(String vector) {
        events.add("offence " + vector);
    }

    @Override
    public void offenceLost() {
        events.add("lost");
    }

    @Override
    public void banned(String kind) {
        events.add("banned " + kind);
    }

    @Override
    public void banRefused(String kind) {
        events.add("refused " + kind);
    }

    @Override
    public void renewed() {
        events.add("renewed");
    }

    @Override
    public void endedEarly() {
        events.add("ended early");
    }

    @Override
    public void takenBack() {
        events.add("taken back");
    }

    @Override
    public void close() {
        store.close();
    }
}
