package org.doorward.store;

import java.nio.file.Path;
import java.time.Duration;

/**
 * How the store is set up.
 *
 * @param directory where the database and the journal live
 * @param forceEachCommit whether a change is on the disk itself before it is answered; else it is within a second
 * @param batchLimit the most changes that one commit takes, at least 1
 * @param queueLimit how many changes may wait for the writer, at least 1
 * @param generationSpan how long a generation of pending triplets gathers
 * @param generationRows how many pending triplets a generation holds at most
 * @param pendingLimit how many pending triplets are kept; each takes two bytes of memory and some hundred of disk
 * @param pendingAge how long after its generation's newest triplet a pending triplet is kept: the longest retry window
 * @param passedAge how long passed triplets and networks are kept after they were last seen
 * @param offenceAge how long an offender is kept after the latest offence
 * @param banAge how long an offender is kept after the end of the latest ban, if that is longer
 * @param banLimit how many bans may stand at once; each takes some 250 bytes of memory
 * @param cacheEntries how many passed triplets, and how many networks, are answered from memory; offenders may take 160
 *     bytes for each of so many
 * @param databaseCacheBytes the database's own page cache
 * @param connections the most connections to the database, at least 2
 * @param startEmptyWhenDamaged whether a database that cannot be opened is moved aside instead of refused
 * @param verdicts the bounds of what is remembered of verdicts
 */
public record StoreConfig(
        Path directory,
        boolean forceEachCommit,
        int batchLimit,
        int queueLimit,
        Duration generationSpan,
        int generationRows,
        long pendingLimit,
        Duration pendingAge,
        Duration passedAge,
        Duration offenceAge,
        Duration banAge,
        int banLimit,
        int cacheEntries,
        long databaseCacheBytes,
        int connections,
        boolean startEmptyWhenDamaged,
        VerdictLimits verdicts) {

    /** 25 MB of memory; and more addresses than a firewall takes in one go. */
    public static final int BAN_LIMIT = 100_000;

    /** The defaults, with a directory. */
    public static StoreConfig defaults(Path directory) {
        return new StoreConfig(
                directory,
                false,
                1000,
                10_000,
                Duration.ofHours(1),
                100_000,
                12_000_000,
                Duration.ofHours(48),
                Duration.ofDays(36),
                Duration.ofDays(30),
                Duration.ofDays(180),
                BAN_LIMIT,
                100_000,
                16 << 20,
                4,
                false,
                VerdictLimits.DEFAULT);
    }

    /** How long what is not used is kept. */
    Ages ages() {
        return new Ages(pendingAge, passedAge, offenceAge, banAge);
    }
}
