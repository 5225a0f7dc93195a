package org.doorward.watch;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.doorward.score.BanRules;
import org.doorward.score.SightingBook;
import org.doorward.score.SightingBook.Offended;
import org.doorward.store.model.Mark;
import org.doorward.text.ClientText;
import org.doorward.watch.source.Chunk;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Follows one log: reads a chunk, records what it tells of, reads the next. */
final class Follower implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(Follower.class);

    /** A store that has not answered after so many pauses is in trouble; before that it is busy. */
    private static final int PAUSES_OF_A_BUSY_STORE = 10;

    /** Lines that tell of nothing need not be read again after a crash, but no harm is done when they are. */
    private static final Duration MARK_EVERY = Duration.ofSeconds(5);

    /** Whoever sends more than is read goes on doing so. */
    private static final Duration LOSS_TOLD_EVERY = Duration.ofMinutes(1);

    /** Fresh lines that are so old were dated by a clock, or in a time zone, that is not ours. (Those from the future count as of now.) */
    private static final Duration SURELY_OFF = Duration.ofMinutes(10);

    private final Watch.Log log;
    private final Watch.Parts parts;
    private final Map<String, WatchStatus> status;
    private final Pace pace;
    private final ChunkReader reader;
    private final FaultyLines faulty;
    private final String name;
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch stopped = new CountDownLatch(1);
    private String marked = "";
    private String unmarked = "";
    private long markedAt;
    private boolean unsettled;
    private boolean caughtUp;
    private boolean offTold;
    private long lost;
    private long lossLookedAt;
    private String trouble = "";
    private String refusal = "";

    /**
     * How fast a follower goes.
     *
     * @param patience how long it waits for a line before it does something else
     * @param pause after so long a log that cannot be read, or a store that cannot write, is tried again
     */
    record Pace(Duration patience, Duration pause) {
        static final Pace USUAL = new Pace(Duration.ofSeconds(1), Duration.ofSeconds(1));
    }

    Follower(Watch.Log log, Watch.Parts parts, Map<String, WatchStatus> status, Pace pace) {
        this.log = log;
        this.parts = parts;
        this.status = status;
        this.pace = pace;
        this.name = log.source().name();
        this.faulty = new FaultyLines(name, parts.nanos());
        LineParser parser = LineParser.of(parts.settings(), parts.zone(), parts.clock());
        this.reader = new ChunkReader(
                log.form().orElse(parser::entry),
                parts.clock(),
                parser,
                new Sieve(parts.acquaintances()),
                this::passedOver);
    }

    private void passedOver(String line, Throwable fault) {
        parts.events().faulty(name);
        faulty.passedOver(line, fault);
    }

    /** Has it end soon. */
    void stop() {
        stopped.countDown();
    }

    @Override
    public void run() {
        try {
            begin();
            while (stopped.getCount() > 0) {
                step(pace.patience());
            }
            mark();
            log.source().close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            LOG.debug("{} could not be closed", name, e);
        }
    }

    /** Where a log is begun at its end, that place has to be known before anything is written behind it: who is killed now must not begin at a later end. */
    private void begin() throws InterruptedException {
        try {
            step(Duration.ZERO);
            mark();
        } finally {
            begun.countDown();
        }
    }

    /** Waits until the log's beginning is recorded, for a bounded time. Returns whether it is. */
    boolean awaitBegin(Duration patience) throws InterruptedException {
        return begun.await(patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void step(Duration patience) throws InterruptedException {
        try {
            Chunk chunk = log.source().read(patience);
            if (chunk.lines().isEmpty()) {
                rested(chunk);
            } else {
                take(chunk);
            }
        } catch (IOException e) {
            failed("cannot be read: " + e.getMessage(), "");
        } catch (RuntimeException e) {
            LOG.error("Some lines of {} were passed over for a fault of Doorward's own; please report it", name, e);
            failed("could not be followed", ": " + ClientText.excerpt(e.toString()));
        }
    }

    private void rested(Chunk chunk) throws InterruptedException {
        caughtUp = log.source().behind().orElse(0) == 0;
        unmarked = chunk.position();
        works(Duration.ZERO);
        markNowAndThen();
    }

    private void markNowAndThen() throws InterruptedException {
        if (parts.nanos().getAsLong() - markedAt > MARK_EVERY.toNanos()) {
            mark();
        }
    }

    private void take(Chunk chunk) throws InterruptedException {
        Instant now = parts.clock().instant();
        ChunkReader.Told told = reader.read(chunk.lines());
        parts.events().linesRead(name, chunk.lines().size());
        told.sightings()
                .forEach(sighting -> parts.events().sighted(sighting.vector().label()));
        if (told.sightings().isEmpty()) {
            unmarked = chunk.position();
            markNowAndThen();
        } else if (!record(told.sightings(), chunk.position())) {
            return;
        }
        told.last().ifPresentOrElse(last -> dated(last, now), () -> works(lag()));
    }

    /** Does not return before it is safe, but when this is to stop: then it will be read again. Returns whether it is safe. */
    private boolean record(List<Sighting> sightings, String position) throws InterruptedException {
        while (stopped.getCount() > 0) {
            if (recorded(sightings, position)) {
                unmarked = position;
                return true;
            }
            if (!unsettled) {
                failed("is not read on, for what it tells of cannot be recorded", ": " + refusal);
            }
        }
        return false;
    }

    private boolean recorded(List<Sighting> sightings, String position) throws InterruptedException {
        SightingBook book = parts.book().get();
        Mark mark = new Mark(name, position);
        try {
            if (!awaited(book.record(
                            offences(sightings, book.rules()),
                            mark,
                            parts.clock().instant())
                    .toCompletableFuture())) {
                return false;
            }
        } catch (ExecutionException e) {
            LOG.debug("sightings of {} were not recorded", name, e);
            refusal = String.valueOf(
                    e.getCause() == null ? e.getMessage() : e.getCause().getMessage());
            // It may be the disk alone that did not confirm it: then to record it again would count it twice.
            if (!book.mark(name).equals(Optional.of(mark))) {
                return false;
            }
        }
        marked = mark.position();
        markedAt = parts.nanos().getAsLong();
        return true;
    }

    private static List<Offended> offences(List<Sighting> sightings, BanRules rules) {
        return sightings.stream()
                .flatMap(sighting -> sighting.offence(rules).stream())
                .toList();
    }

    /** What was handed over may yet be done, however long it takes: to hand it over again would count it twice. */
    private boolean awaited(CompletableFuture<Void> recording) throws InterruptedException, ExecutionException {
        for (int pauses = 1; !unsettled; pauses++) {
            try {
                recording.get(pace.pause().toMillis(), TimeUnit.MILLISECONDS);
                return true;
            } catch (TimeoutException e) {
                unsettled = stopped.getCount() == 0;
                if (pauses >= PAUSES_OF_A_BUSY_STORE) {
                    troubled("is not read on", ": the store has not said yet whether it has recorded what it told of");
                }
            }
        }
        return false;
    }

    /** What has told of nothing was read, too; but nothing is to be said behind something that may yet be done. */
    private void mark() throws InterruptedException {
        if (!unsettled && !unmarked.isEmpty() && !unmarked.equals(marked) && !recorded(List.of(), unmarked)) {
            LOG.debug("how far {} was read was not recorded", name);
        }
    }

    private void dated(Instant last, Instant now) {
        Duration lag = Duration.between(last, now);
        if (caughtUp && !offTold && lag.compareTo(SURELY_OFF) > 0) {
            offTold = true;
            LOG.warn(
                    "The lines of {} are dated {} min ago: tripwires go by these times and will not be touched; set watch.time_zone to"
                            + " the zone of who writes it, or put its clock right",
                    name,
                    lag.toMinutes());
        }
        caughtUp = false;
        works(lag.isNegative() ? Duration.ZERO : lag);
    }

    private void works(Duration lag) {
        lookForLoss();
        if (!trouble.isEmpty()) {
            trouble = "";
            LOG.info("The log {} is read again", name);
        }
        status.put(name, new WatchStatus(true, lag, log.source().behind()));
    }

    private void lookForLoss() {
        long now = parts.nanos().getAsLong();
        if (now - lossLookedAt < LOSS_TOLD_EVERY.toNanos()) {
            return;
        }
        lossLookedAt = now;
        long before = lost;
        lost = log.source().lost();
        if (lost > before) {
            LOG.warn(
                    "{} lines of {} were lost: they came faster than they could be read, and the kernel had no room for more",
                    lost - before,
                    name);
        }
    }

    private void failed(String what, String why) throws InterruptedException {
        troubled(what, why);
        if (stopped.await(pace.pause().toMillis(), TimeUnit.MILLISECONDS)) {
            LOG.debug("{} is followed no more", name);
        }
    }

    /** Says what is wrong, once: a reason may have another number in it each time. */
    private void troubled(String what, String why) {
        status.put(name, new WatchStatus(false, lag(), log.source().behind()));
        if (!trouble.equals(what)) {
            trouble = what;
            LOG.warn("The log {} {}{}", name, what, why);
        }
        parts.events().failed(name);
    }

    private Duration lag() {
        WatchStatus before = status.get(name);
        return before == null ? Duration.ZERO : before.lag();
    }
}
