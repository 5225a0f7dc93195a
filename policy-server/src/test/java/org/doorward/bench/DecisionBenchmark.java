package org.doorward.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.doorward.CheckNames;
import org.doorward.PolicyClient;
import org.doorward.check.AccessListCheck;
import org.doorward.check.AccessLists;
import org.doorward.check.ExemptCheck;
import org.doorward.check.GreylistCheck;
import org.doorward.check.OrganisationalDomain;
import org.doorward.check.SenderNormalizer;
import org.doorward.config.DoorwardConfig;
import org.doorward.config.load.ConfigLoader;
import org.doorward.config.load.LoadResult;
import org.doorward.decision.Decision;
import org.doorward.decision.Inquiry;
import org.doorward.decision.Judge;
import org.doorward.decision.Pipeline;
import org.doorward.decision.Reason;
import org.doorward.pattern.RecipientPatterns;
import org.doorward.protocol.PolicyRequest;
import org.doorward.server.InquiryReader;
import org.doorward.store.Store;
import org.doorward.store.StoreConfig;
import org.doorward.store.StoreEvents;
import org.doorward.store.intake.KeyHash;
import org.doorward.store.intake.RowKey;
import org.doorward.store.model.StoreException;
import org.doorward.store.model.Triplet;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** A decision that memory answers, as most are at a host whose senders are known, and its costlier parts alone. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class DecisionBenchmark {

    private static final Instant FIRST = Instant.parse("2026-11-21T12:00:00Z");
    private static final Instant RETRY = FIRST.plus(Duration.ofMinutes(5));

    private final KeyHash hash = new KeyHash(new byte[KeyHash.SECRET_BYTES]);
    private final Triplet triplet =
            new Triplet("198.51.100.0/24", "katharina.lindqvist@example.net", "jun@example.org");
    private final ScheduledExecutorService loop = Executors.newSingleThreadScheduledExecutor();
    private Optional<Path> directory = Optional.empty();
    private Optional<Store> store = Optional.empty();
    private Optional<Pipeline> pipeline = Optional.empty();

    /** Opens a store in which the triplet has passed. */
    @Setup(Level.Trial)
    public void open() throws IOException, StoreException {
        Path created = Files.createTempDirectory("doorward-bench");
        directory = Optional.of(created);
        store = Optional.of(Store.open(
                StoreConfig.defaults(created),
                StoreEvents.NONE,
                () -> RETRY,
                System::nanoTime,
                new SplittableRandom(1)));
        pipeline = Optional.of(pipeline(config(created), store.get()));
        decide(FIRST);
        decide(RETRY);
        Reason reason = decide(RETRY).verdict().reason();
        if (reason != Reason.GREYLIST_KNOWN) {
            throw new IllegalStateException("The triplet is not known, but " + reason);
        }
    }

    /** The defaults: an empty file, whatever the machine has in /etc. */
    private static DoorwardConfig config(Path directory) throws IOException {
        Path empty = Files.createFile(directory.resolve("bench.toml"));
        LoadResult result =
                ConfigLoader.ofProcess(CheckNames.ALL).load(Optional.of(empty), List.of("state_dir=" + directory));
        return ((LoadResult.Loaded) result).config();
    }

    private static Pipeline pipeline(DoorwardConfig config, Store store) {
        return new Pipeline(
                List.of(
                        new ExemptCheck(config.exempt()),
                        new AccessListCheck(() -> AccessLists.EMPTY, "Access denied"),
                        new GreylistCheck(
                                config.greylist(),
                                store.greylist(),
                                OrganisationalDomain.bundled(),
                                RecipientPatterns.of(List.of()),
                                () -> RecipientPatterns.of(List.of()),
                                "mx.example.org",
                                waited -> {})),
                new Judge(10, 2, "Rejected"),
                new Pipeline.Rules(Duration.ofSeconds(5), false, Set.of()),
                System::nanoTime,
                1,
                decision -> {});
    }

    /** Closes the store and removes it. */
    @TearDown(Level.Trial)
    public void close() throws IOException {
        store.ifPresent(Store::close);
        loop.shutdownNow();
        try (Stream<Path> found = Files.walk(directory.orElseThrow())) {
            for (Path path : found.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    private Decision decide(Instant now) {
        PolicyRequest request =
                PolicyRequest.of(PolicyClient.request("198.51.100.7", triplet.sender(), triplet.recipient()));
        Inquiry inquiry = InquiryReader.read(request, now);
        return pipeline.orElseThrow()
                .decide(inquiry, loop)
                .toCompletableFuture()
                .join();
    }

    /** What the benchmark asks; made once. */
    @State(Scope.Thread)
    public static class Asked {
        private final Inquiry inquiry = InquiryReader.read(
                PolicyRequest.of(
                        PolicyClient.request("198.51.100.7", "katharina.lindqvist@example.net", "jun@example.org")),
                RETRY);
    }

    /** All checks, and the judge. */
    @Benchmark
    public Decision knownTriplet(Asked asked) {
        return pipeline.orElseThrow()
                .decide(asked.inquiry, loop)
                .toCompletableFuture()
                .join();
    }

    /** The greylist's key in the store. */
    @Benchmark
    public RowKey keyHash() {
        return hash.of(triplet);
    }

    /** A person's address. */
    @Benchmark
    public String normalizeSender() {
        return SenderNormalizer.normalize("katharina.lindqvist@example.net");
    }

    /** A bounce address of a mailing list. */
    @Benchmark
    public String normalizeBounce() {
        return SenderNormalizer.normalize("bounces-4821-7-jun=example.org@lists.example.net");
    }
}
