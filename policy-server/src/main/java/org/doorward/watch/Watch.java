package org.doorward.watch;

import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.doorward.score.SightingBook;
import org.doorward.watch.line.LogEntry;
import org.doorward.watch.source.LineSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows logs, each by a thread of its own, and has what they tell of recorded together with how far they were read.
 *
 * <p>Nothing gathers here: a chunk of lines is read when the one before it is safe. When the store is slow or away the follower stands where it is, and the
 * log keeps what comes.
 */
public final class Watch implements AutoCloseable {

    /** A follower ends at the next of its looks; the rest of a server's stop has 5 s. */
    private static final Duration STOP = Duration.ofSeconds(2);

    /** A look at a file and a write to the store take milliseconds; mail does not wait for a log. */
    private static final Duration BEGIN = Duration.ofSeconds(2);

    private static final Logger LOG = LoggerFactory.getLogger(Watch.class);

    private final List<Follower> followers = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private final Map<String, LineSource> sources = new HashMap<>();
    private final Map<String, WatchStatus> status = new ConcurrentHashMap<>();

    /**
     * A log to follow.
     *
     * @param source its lines
     * @param form makes an entry of a line; empty when the parser's own form, syslog's, is meant
     */
    public record Log(LineSource source, Optional<Function<String, Optional<LogEntry>>> form) {}

    /**
     * What following needs.
     *
     * @param settings how lines are read
     * @param zone of stamps without an offset
     * @param book records, by the rules that are in force at the moment
     * @param acquaintances whom the server knows otherwise
     * @param events is told what happens
     * @param clock the time of day
     * @param nanos a steady clock in nanoseconds
     */
    public record Parts(
            LineParser.Settings settings,
            ZoneId zone,
            Supplier<SightingBook> book,
            Sieve.Acquaintances acquaintances,
            WatchEvents events,
            InstantSource clock,
            LongSupplier nanos) {}

    private Watch() {}

    /** Starts to follow logs. */
    public static Watch start(List<Log> logs, Parts parts) {
        Watch watch = new Watch();
        for (Log log : logs) {
            Follower follower = new Follower(log, parts, watch.status, Follower.Pace.USUAL);
            Thread thread = new Thread(follower, "watch-" + log.source().name());
            thread.setDaemon(true);
            watch.followers.add(follower);
            watch.sources.put(log.source().name(), log.source());
            watch.threads.add(thread);
        }
        watch.threads.forEach(Thread::start);
        watch.awaitBegin();
        return watch;
    }

    /** Who is ready has begun: what is written from now on is read, whatever is killed. */
    private void awaitBegin() {
        try {
            for (Follower follower : followers) {
                if (!follower.awaitBegin(BEGIN)) {
                    LOG.warn("A log that is to be watched takes long to open; the server goes on");
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** How each log is followed, by its name. Any thread may ask. */
    public Map<String, WatchStatus> status() {
        return Map.copyOf(status);
    }

    /** How many lines of a log are known to have been lost since the start, before they could be read. Any thread may ask. */
    public long lost(String name) {
        LineSource source = sources.get(name);
        return source == null ? 0 : source.lost();
    }

    /** Stops, with what was read up to now recorded. */
    @Override
    public void close() {
        followers.forEach(Follower::stop);
        for (Thread thread : threads) {
            try {
                thread.join(STOP.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
