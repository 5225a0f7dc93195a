package org.doorward.store;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.doorward.store.blame.Ban;
import org.doorward.store.blame.BanEnd;
import org.doorward.store.blame.BanOrder;
import org.doorward.store.blame.Offence;
import org.doorward.store.blame.Offender;
import org.doorward.store.blame.ScoreTerms;
import org.doorward.store.model.ClientNetwork;
import org.doorward.store.model.Mark;
import org.doorward.store.model.StoreException;
import org.doorward.store.net.Cidr;
import org.doorward.store.net.IpAddress;
import org.doorward.store.sql.Database;
import org.doorward.store.sql.OffenderTable;

/**
 * The memory of offences and bans: what is held against whom.
 *
 * <p>What is recorded goes through the one writer, together with the greylist's changes; what one batch does to one offender
 * is written once. Each answer is the offender's state of then: for a ban and its lifting as that very order left it, for all
 * else as the batch left it. A stage that fails does so with a {@link StoreException}, and then nothing was changed, or, with
 * {@code store.sync = "commit"}, something may have been that a power failure can still undo. Stages complete on the caller's
 * thread when memory knows, else on the store's own.
 *
 * <p>Safe for use by any thread. Only {@link #within} blocks.
 */
public final class OffenceLedger {

    /** The most offences that {@link #record(List, Mark, ScoreTerms)} takes at once: more would hold up everybody else. */
    public static final int OFFENCES_AT_ONCE = 2000;

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final GroupCommit<Change<?>, Object> commit;
    private final OffenderRows rows;
    private final StandingBans bans;
    private final Marks marks;
    private final Database database;
    private final InstantSource clock;
    /** How many changes of many offenders wait: each may be half a megabyte. */
    private final AtomicInteger sightedWaiting = new AtomicInteger();

    OffenceLedger(
            GroupCommit<Change<?>, Object> commit,
            OffenderRows rows,
            InMemory memory,
            Database database,
            InstantSource clock) {
        this.commit = commit;
        this.rows = rows;
        this.bans = memory.bans();
        this.marks = memory.marks();
        this.database = database;
        this.clock = clock;
    }

    /**
     * Records an offence.
     *
     * @return the offender's state, once no kill of this process can make the store forget it; fails when that cannot be
     *     promised now, as for an offender whom only a database that is away could know
     */
    public CompletionStage<Offender> record(Offence offence, ScoreTerms terms) {
        return submit(new Change.Offended(offence, terms));
    }

    /**
     * Records what a source's lines told of, and how far it was read. Both become safe together or not at all: after a kill,
     * whoever goes on from {@link #mark} counts nothing twice and loses nothing.
     *
     * <p>When the stage fails, nothing of this was kept, unless {@link #mark} says the new position: then only the disk itself,
     * with {@code store.sync = "commit"}, has refused, and to record it again would count it twice. Another try has better
     * prospects, for whose states could be read is remembered.
     *
     * @param offences of any offenders, at most {@link #OFFENCES_AT_ONCE}; when there are none, only the mark moves
     * @param mark takes the place of the source's former one
     * @return the new states, one for each offender in the order of their first offences, once no kill can make the store forget
     *     them; fails as a whole when one offender's state cannot be read, when the source is one too many (64 are remembered),
     *     or when as many such changes wait already
     * @throws IllegalArgumentException when there are more offences
     */
    public CompletionStage<List<Offender>> record(List<Offence> offences, Mark mark, ScoreTerms terms) {
        if (offences.size() > OFFENCES_AT_ONCE) {
            throw new IllegalArgumentException(offences.size() + " offences at once");
        }
        if (sightedWaiting.incrementAndGet() > Marks.LIMIT) {
            sightedWaiting.decrementAndGet();
            return CompletableFuture.failedFuture(new StoreException("too many sources wait for the store"));
        }
        Change.Sighted change = new Change.Sighted(List.copyOf(offences), mark, terms);
        return commit.submit(change)
                .whenComplete((answer, failure) -> sightedWaiting.decrementAndGet())
                .thenApply(answer -> change.answer().cast(answer).offenders());
    }

    /** How far a source of log lines was read, empty when it never was. From memory; never waits. */
    public Optional<Mark> mark(String source) {
        return marks.of(source);
    }

    /**
     * Bans an offender, unless a ban stands already.
     *
     * @return the state with the ban that stands, be it this one or an older, once no kill can make the store forget it; fails
     *     also when as many bans stand as may
     */
    public CompletionStage<Offender> ban(BanOrder order) {
        return submit(new Change.Banned(order));
    }

    /**
     * Ends the ban that stands, and forgets all points.
     *
     * @return the state without a standing ban, once no kill can make the store forget it; the present one when none stood
     */
    public CompletionStage<Offender> lift(ClientNetwork network, Instant at) {
        return submit(new Change.Lifted(network, at));
    }

    /**
     * Gives a ban that stands another end. On the ladder it stays what it was.
     *
     * @return the state after it, once no kill can make the store forget it; the present one when that ban does not stand
     */
    public CompletionStage<Offender> end(BanEnd end) {
        return submit(new Change.Ended(end));
    }

    /**
     * The present state of an offender, {@link Offender#unknown} when nothing is held against it. Complete at once when memory
     * knows, which it does of almost all who never did anything.
     *
     * @return fails when only a database that is away could tell
     */
    public CompletionStage<Offender> look(ClientNetwork network) {
        Optional<Offender> known = rows.recall(network);
        return known.isPresent() ? CompletableFuture.completedFuture(known.get()) : submit(new Change.Looked(network));
    }

    private CompletionStage<Offender> submit(Change<Offender> change) {
        return commit.submit(change).thenApply(change.answer()::cast);
    }

    /** The ban that stands against an address, by the smallest banned network around it. From memory; never waits. */
    public Optional<Ban> standing(IpAddress address, Instant now) {
        return bans.standing(address, now);
    }

    /**
     * The bans that stand, the newest first, for a listing. From memory, but looks at all of them.
     *
     * @param limit how many at most
     */
    public List<Ban> standingBans(int limit) {
        return bans.newest(limit, clock.instant());
    }

    /** The ban that stands against exactly this network. From memory; never waits. */
    public Optional<Ban> standing(ClientNetwork network, Instant now) {
        return bans.of(network, now);
    }

    /** The bans that stand and end within a time from now, in no order. From memory, but looks at all of them. */
    public List<Ban> endingWithin(Duration time) {
        Instant now = clock.instant();
        return bans.ending(now, now.plus(time));
    }

    /**
     * The bans that stand and whose evidence begins with a word, in no order. From memory, but looks at all of them.
     *
     * @param head printable ASCII
     */
    public List<Ban> standingWithEvidence(String head) {
        return bans.withEvidence(head.getBytes(StandardCharsets.US_ASCII), clock.instant());
    }

    /** The revision of the bans that stand: it is another one after each change. From memory; never waits. */
    public String bansRevision() {
        return bans.revision();
    }

    /**
     * What has changed among the bans that stand, or all of them. From memory, but may look at all of them.
     *
     * @param since the revision that is known; all of them are told when it is empty, of another run, or too long ago
     */
    public BanNews bansSince(Optional<String> since) {
        return bans.news(since, clock.instant());
    }

    /**
     * Has something hear of each change among the bans that stand, once it is safe and can be seen.
     *
     * @param listener runs on the writer's thread: it must neither wait nor fail
     */
    public void onBansChange(Runnable listener) {
        bans.onChange(listener);
    }

    /**
     * All against whom something is held within a network, in the order of their addresses. Reads the journal and the database:
     * this blocks, some tenths of a second when there are many, and is not for event loops.
     *
     * @param network networks that are wider than this one are not within it
     * @param limit how many at most
     * @throws StoreException when it cannot be found out now
     */
    public List<Offender> within(Cidr network, int limit) throws StoreException {
        NavigableMap<Cidr, Offender> found = new TreeMap<>();
        try {
            for (Survey.Part part : survey().parts()) {
                addFrom(part, network, limit, found);
            }
            // After the journal: what was taken over meanwhile is here.
            try (Connection connection = database.borrow()) {
                OffenderTable.within(connection, network, limit).forEach(offender -> add(offender, limit, found));
            }
            return List.copyOf(found.values());
        } catch (SQLException e) {
            throw new StoreException("the database does not answer", e);
        } catch (IOException e) {
            throw new StoreException("the journal cannot be read", e);
        }
    }

    private static void addFrom(Survey.Part part, Cidr network, int limit, NavigableMap<Cidr, Offender> found)
            throws IOException {
        try {
            part.segment().<RuntimeException>forEachOffender(part.positions(), row -> {
                Cidr its = row.offender().network().cidr();
                if (its.prefix() >= network.prefix() && network.contains(its.address())) {
                    add(row.offender(), limit, found);
                }
            });
        } catch (ClosedChannelException e) {
            // Taken over since the survey: the database is asked next.
            return;
        }
    }

    /** The newest state comes first. Who is beyond the limit stays so, whatever comes. */
    private static void add(Offender offender, int limit, NavigableMap<Cidr, Offender> found) {
        found.putIfAbsent(offender.network().cidr(), offender);
        if (found.size() > limit) {
            found.pollLastEntry();
        }
    }

    private Survey survey() throws StoreException {
        Change<Survey> change = new Change.Surveyed();
        try {
            Object answer = commit.submit(change).toCompletableFuture().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            return change.answer().cast(answer);
        } catch (ExecutionException e) {
            throw new StoreException("the journal cannot be looked at: " + e.getMessage(), e);
        } catch (TimeoutException e) {
            throw new StoreException("the store takes too long", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreException("interrupted", e);
        }
    }
}
