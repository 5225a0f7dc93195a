package org.doorward.watch.replay;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.doorward.config.Vector;
import org.doorward.score.Offenders;
import org.doorward.score.SightingBook;
import org.doorward.score.SightingBook.Offended;
import org.doorward.store.blame.VectorStanding;
import org.doorward.store.model.ClientNetwork;
import org.doorward.store.model.Mark;
import org.doorward.watch.LineParser;
import org.doorward.watch.Reading;
import org.doorward.watch.Sieve;
import org.doorward.watch.Sighting;
import org.doorward.watch.line.LogEntry;

/**
 * Lets old logs pass as if they were written now: each entry at its own time, against the bans that all entries before it have led to.
 *
 * <p>What a banned network does while its ban stands would not have been: it is counted as saved, and held against nobody. To be fast, offences are
 * recorded many at a time; to be exact, what waits is recorded before anything further of one of its offenders is read. For one thread.
 */
public final class Replay {

    private static final String NAME = "replay";

    /** The store answers within milliseconds, or its disk is full or sick. */
    private static final int PATIENCE_SECONDS = 60;

    private static final int LOOK_MILLIS = 20;
    private static final int BATCHES_A_LOOK = 16;

    private final Parts parts;
    private final Tally tally;
    private final Batch batch = new Batch();
    private final CountDownLatch never = new CountDownLatch(1);
    private long batches;

    /**
     * What a replay needs.
     *
     * @param parser reads entries
     * @param sieve makes sightings of what they say
     * @param book records these in the store, and bans
     * @param bans hears of the bans, for the same tally
     * @param store a fresh one
     * @param clock the store's
     * @param period what is counted
     */
    public record Parts(
            LineParser parser,
            Sieve sieve,
            SightingBook book,
            BansMade bans,
            TemporaryStore store,
            ReplayClock clock,
            Period period) {}

    /**
     * A replay that has read nothing yet.
     *
     * @param parts what it needs
     * @param tally counts
     */
    public Replay(Parts parts, Tally tally) {
        this.parts = parts;
        this.tally = tally;
    }

    /**
     * Lets all of them pass.
     *
     * @param progress is told now and then
     * @throws ReplayException when a log cannot be read, or the store does not work
     */
    public void run(PastLogs logs, Progress progress) throws ReplayException {
        long lines = 0;
        for (Optional<LogEntry> entry = logs.next(); entry.isPresent(); entry = logs.next()) {
            take(entry.get());
            lines++;
            if ((lines & 0xfff) == 0) {
                progress.at(logs.bytesRead(), lines);
            }
        }
        flush();
        tally.notUnderstood(logs.passed());
        progress.done();
    }

    private void take(LogEntry entry) throws ReplayException {
        Instant at = entry.at();
        Reading reading = parts.parser().read(entry);
        if (!parts.period().holds(at)) {
            tally.leftOut();
        } else if (reading instanceof Reading.Seen seen) {
            tally.line(at, Tally.Kind.OFFENCE);
            seen(seen, at, Refusal.is(entry));
        } else if (reading instanceof Reading.Connected connected) {
            tally.line(at, Tally.Kind.CONNECTION);
            Optional<BannedNetwork> ban = ban(Offenders.of(connected.address()), at);
            ban.ifPresent(BannedNetwork::connection);
            tally.connection(ban.isPresent());
        } else if (reading instanceof Reading.Accepted accepted) {
            tally.line(at, Tally.Kind.ACCEPTED);
            ClientNetwork network = Offenders.of(accepted.address());
            tally.accepted(network);
            ban(network, at).ifPresent(BannedNetwork::acceptance);
        } else if (reading instanceof Reading.LoggedIn login) {
            tally.line(at, Tally.Kind.LOGIN);
            loggedIn(login, at);
        } else {
            tally.line(at, Tally.Kind.NOTHING);
        }
    }

    private void loggedIn(Reading.LoggedIn login, Instant at) throws ReplayException {
        Optional<BannedNetwork> ban = ban(Offenders.of(login.address()), at);
        if (ban.isPresent()) {
            ban.get().login();
        } else {
            // Gives no sighting; but what comes from there later is not held against it.
            parts.clock().set(at);
            List<Sighting> none = parts.sieve().sightings(login, at, 1);
            record(none);
        }
    }

    private void seen(Reading.Seen seen, Instant at, boolean reject) throws ReplayException {
        ClientNetwork network = Offenders.of(seen.address());
        Optional<BannedNetwork> ban = ban(network, at);
        ban.ifPresent(BannedNetwork::offence);
        tally.offence(seen.vector().label(), reject, seen.vector().equals(Vector.DNSBL), ban.isPresent());
        if (ban.isEmpty()) {
            tally.offender(network);
            parts.clock().set(at);
            record(parts.sieve().sightings(seen, at, VectorStanding.RECENT_LIMIT));
        }
    }

    private void record(List<Sighting> sightings) throws ReplayException {
        if (batch.full(sightings.size())) {
            flush();
        }
        for (Sighting sighting : sightings) {
            sighting.offence(parts.book().rules()).ifPresent(batch::add);
        }
    }

    /** The ban that stands against a network at a moment, by all that was read before. */
    private Optional<BannedNetwork> ban(ClientNetwork network, Instant at) throws ReplayException {
        if (batch.holds(network)) {
            flush();
        }
        return tally.banned(network).filter(ban -> ban.stands(at));
    }

    private void flush() throws ReplayException {
        if (batch.isEmpty()) {
            return;
        }
        batches++;
        if (batches % BATCHES_A_LOOK == 0) {
            waitForRoom();
        }
        // Of the oldest, so that no ban has ended by this clock before it was asked for.
        parts.clock().set(batch.oldest());
        List<Offended> offences = batch.offences();
        try {
            parts.book()
                    .recordPast(offences, new Mark(NAME, Long.toString(batches)))
                    .toCompletableFuture()
                    .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new ReplayException(notRecorded().getMessage() + " (" + e + ")", e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
        if (parts.store().refused() > 0) {
            throw notRecorded();
        }
        batch.clear();
        parts.bans().take();
    }

    private void waitForRoom() throws ReplayException {
        try {
            for (int look = 0; parts.store().crowded(); look++) {
                if (look > PATIENCE_SECONDS * 1000 / LOOK_MILLIS || never.await(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                    throw notRecorded();
                }
            }
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private ReplayException notRecorded() {
        return new ReplayException("the temporary store did not take what the logs tell of: "
                + parts.store().problem());
    }

    private static ReplayException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new ReplayException("stopped", e);
    }
}
