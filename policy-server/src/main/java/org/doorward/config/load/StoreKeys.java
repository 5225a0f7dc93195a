package org.doorward.config.load;

import static org.doorward.config.settings.ValueTypes.choice;
import static org.doorward.config.settings.ValueTypes.duration;
import static org.doorward.config.settings.ValueTypes.integer;
import static org.doorward.config.settings.ValueTypes.size;

import java.time.Duration;
import org.doorward.config.StoreSection;
import org.doorward.config.settings.Key;
import org.doorward.config.settings.Section;
import org.doorward.config.settings.Settings;

/** Section {@code [store]}. */
final class StoreKeys {

    static final Key<StoreSection.Sync> SYNC = Key.of(
                    "store.sync",
                    choice(StoreSection.Sync.class),
                    "second",
                    "When what was written is forced to the disk: once a second, or with \"commit\" before each answer",
                    "a crash of Doorward loses nothing either way; a power failure loses at most a second, and \"commit\""
                            + " costs a disk's wait for each batch")
            .needsRestart();

    static final Key<Integer> BATCH_LIMIT = Key.of(
                    "store.batch_limit",
                    integer(1, 100_000),
                    1000L,
                    "The most changes that one commit takes",
                    "larger batches gain no more, and make whoever waits for the next one wait longer")
            .needsRestart();

    static final Key<Integer> QUEUE_LIMIT = Key.of(
                    "store.queue_limit",
                    integer(1, 1_000_000),
                    10_000L,
                    "How many changes may wait for the writer; past that they are refused, and the answer is DUNNO",
                    "the writer takes some thousands a second, so whoever waits gets an answer within the deadline")
            .needsRestart();

    static final Key<Duration> GENERATION_SPAN = Key.of(
                    "store.generation_span",
                    duration("1m", "24h"),
                    "1h",
                    "How long a generation of unretried triplets gathers before the next begins",
                    "a generation is dropped whole, so a triplet may be kept this much longer than its window")
            .needsRestart();

    static final Key<Integer> GENERATION_ROWS = Key.of(
                    "store.generation_rows",
                    integer(1000, 10_000_000),
                    100_000L,
                    "How many triplets a generation holds at most",
                    "a flood begins new generations rather than a huge one")
            .needsRestart();

    static final Key<Integer> PENDING_LIMIT = Key.of(
                    "store.pending_limit",
                    integer(100_000, 1_000_000_000),
                    12_000_000L,
                    "How many unretried triplets are kept; past that newcomers are not deferred until the oldest are too old",
                    "each takes two bytes of memory and some hundred bytes of disk; this many come at 70 a second, day and"
                            + " night")
            .needsRestart();

    static final Key<Duration> OFFENCE_AGE = Key.of(
            "store.offence_age",
            duration("1d", "3650d"),
            "30d",
            "How long an offender is kept after the latest offence",
            "by then four half-lives have left a sixteenth of the points, and \"why\" need not tell older stories");

    static final Key<Duration> BAN_AGE = Key.of(
            "store.ban_age",
            duration("1d", "3650d"),
            "180d",
            "How long an offender is kept after the end of the latest ban, if that is longer",
            "the ladder must remember who was banned, until quiet periods have led down to its foot");

    static final Key<Integer> CACHE_ENTRIES = Key.of(
                    "store.cache_entries",
                    integer(1000, 10_000_000),
                    100_000L,
                    "How many passed triplets and allowed networks are answered from memory; offenders have 160 bytes for each",
                    "the regular senders of a busy host, without a question to the database; DOORWARD_HEAP, the most memory that"
                            + " \"serve\" may take, must grow with them")
            .needsRestart();

    static final Key<Long> DATABASE_CACHE = Key.of(
                    "store.database_cache",
                    size("1MiB", "64GiB"),
                    "16MiB",
                    "The database's own page cache",
                    "what is asked often is answered before the database is; this suits a host with 1GiB, and a larger one"
                            + " takes as much more of DOORWARD_HEAP, which must grow with it")
            .needsRestart();

    static final Key<Integer> CONNECTIONS = Key.of(
                    "store.connections",
                    integer(2, 64),
                    4L,
                    "The most connections to the database",
                    "one writes, the others read")
            .needsRestart();

    static final Key<Integer> VERDICT_QUEUE = Key.of(
                    "store.verdict_queue",
                    integer(100, 1_000_000),
                    2000L,
                    "How many verdicts may wait to be recorded; past that the oldest are dropped, and counted",
                    "a burst of as many is recorded whole; each waits with all that its checks found, some 3KiB, and when many"
                            + " wait the garbage collector takes more of the processor than the decisions do")
            .needsRestart();

    static final Key<Integer> VERDICT_RATE = Key.of(
                    "store.verdict_rate",
                    integer(1, 100_000),
                    2000L,
                    "The most verdicts that are recorded in a second",
                    "a flood must cost neither the disk nor the processor; what comes faster is dropped, and counted")
            .needsRestart();

    static final Key<Integer> VERDICT_LIMIT = Key.of(
                    "store.verdict_limit",
                    integer(0, 1_000_000_000),
                    1_000_000L,
                    "How many verdicts are kept; past that the oldest are dropped early. 0 records none",
                    "each takes some hundred bytes of disk. A quarter is for passes that nothing was said against, so that"
                            + " they push nothing else out")
            .needsRestart();

    static final Key<Duration> VERDICT_AGE = Key.of(
                    "store.verdict_age",
                    duration("1h", "3650d"),
                    "14d",
                    "How long verdicts are kept",
                    "who asks why a mail did not arrive asks within days; they name senders and recipients, so not for"
                            + " ever")
            .needsRestart();

    static final Key<StoreSection.WhenDamaged> WHEN_DAMAGED = Key.of(
                    "store.when_damaged",
                    choice(StoreSection.WhenDamaged.class),
                    "stop",
                    "What to do with a damaged database: refuse to start, or with \"start_empty\" move it aside and begin"
                            + " anew",
                    "an empty start greylists everybody again; whether that is better than no start is for the operator"
                            + " to say")
            .needsRestart();

    static final Section SECTION = Section.of(
            "store",
            "The database.",
            SYNC,
            BATCH_LIMIT,
            QUEUE_LIMIT,
            GENERATION_SPAN,
            GENERATION_ROWS,
            PENDING_LIMIT,
            OFFENCE_AGE,
            BAN_AGE,
            CACHE_ENTRIES,
            DATABASE_CACHE,
            CONNECTIONS,
            VERDICT_QUEUE,
            VERDICT_RATE,
            VERDICT_LIMIT,
            VERDICT_AGE,
            WHEN_DAMAGED);

    private StoreKeys() {}

    static StoreSection read(Settings settings) {
        return new StoreSection(
                settings.get(SYNC),
                settings.get(BATCH_LIMIT),
                settings.get(QUEUE_LIMIT),
                settings.get(GENERATION_SPAN),
                settings.get(GENERATION_ROWS),
                settings.get(PENDING_LIMIT),
                settings.get(OFFENCE_AGE),
                settings.get(BAN_AGE),
                settings.get(CACHE_ENTRIES),
                settings.get(DATABASE_CACHE),
                settings.get(CONNECTIONS),
                settings.get(VERDICT_QUEUE),
                settings.get(VERDICT_RATE),
                settings.get(VERDICT_LIMIT),
                settings.get(VERDICT_AGE),
                settings.get(WHEN_DAMAGED));
    }
}
