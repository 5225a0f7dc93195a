package org.doorward.config;

import java.time.Duration;

/**
 * Section {@code [store]}: the database.
 *
 * @param sync when what was written is forced to the disk itself
 * @param batchLimit the most changes that one commit takes
 * @param queueLimit how many changes may wait for the writer; past that they are refused
 * @param generationSpan how long a generation of unretried triplets gathers
 * @param generationRows how many triplets a generation holds at most
 * @param pendingLimit how many unretried triplets are kept; past that newcomers are not deferred
 * @param offenceAge how long an offender is kept after the latest offence
 * @param banAge how long an offender is kept after the end of the latest ban
 * @param cacheEntries how many passed triplets and networks are answered from memory
 * @param databaseCacheBytes the database's own page cache
 * @param connections the most connections to the database
 * @param verdictQueue how many verdicts may wait to be recorded; past that the oldest are dropped
 * @param verdictRate the most verdicts recorded in a second
 * @param verdictLimit how many verdicts are kept; 0 records none
 * @param verdictAge how long verdicts are kept
 * @param whenDamaged what to do with a database that cannot be opened
 */
public record StoreSection(
        Sync sync,
        int batchLimit,
        int queueLimit,
        Duration generationSpan,
        int generationRows,
        long pendingLimit,
        Duration offenceAge,
        Duration banAge,
        int cacheEntries,
        long databaseCacheBytes,
        int connections,
        int verdictQueue,
        int verdictRate,
        long verdictLimit,
        Duration verdictAge,
        WhenDamaged whenDamaged) {

    /** What a power failure may cost. {@code kill -9} costs nothing in either. */
    public enum Sync {
        /** Forced once a second: a power failure may lose the last second. */
        SECOND,
        /** Forced before each answer: a power failure loses nothing that was answered. */
        COMMIT
    }

    /** What to do when the database is damaged. */
    public enum WhenDamaged {
        /** Refuse to start and leave it alone. */
        STOP,
        /** Move it aside and start with an empty one. */
        START_EMPTY
    }
}
