package org.doorward.store;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the journal and the database work. Says each outage once, and its end.
 *
 * <p>Safe for use by several threads.
 */
final class Health {

    private static final Logger LOG = LoggerFactory.getLogger(Health.class);

    /** After a failure the database is left alone for this long, so that a sick one is not asked a thousand times a second. */
    private static final Duration PAUSE = Duration.ofMillis(500);

    private final StoreEvents events;
    private final InstantSource clock;
    private final Map<Part, Outage> outages = new EnumMap<>(Part.class);

    private record Outage(String problem, Instant since, Instant lastFailure) {}

    /** The parts that can fail by themselves. */
    enum Part {
        JOURNAL(Meanwhile.NOBODY_NEW),
        /** What the journal has taken cannot be put on the disk itself. */
        FLUSH(Meanwhile.LESS_SAFE),
        DATABASE(Meanwhile.SOME_NEW),
        /** The files are no longer where they were. */
        FILES(Meanwhile.NOBODY_NEW),
        /** A batch is stuck. */
        WRITER(Meanwhile.NOBODY_NEW),
        /** As many triplets are pending as may be. */
        ROOM(Meanwhile.NOBODY_NEW),
        /** As many bans stand as may. */
        BANS(Meanwhile.NO_NEW_BANS);

        private final String meanwhile;

        Part(String meanwhile) {
            this.meanwhile = meanwhile;
        }
    }

    /** What an outage means for mail, in an operator's words. */
    private static final class Meanwhile {
        private static final String NOBODY_NEW = "new clients are not deferred meanwhile";
        private static final String SOME_NEW =
                "new clients whom only the database could know are not deferred meanwhile";
        private static final String NO_NEW_BANS = "nobody new is banned meanwhile";
        private static final String LESS_SAFE =
                "all are answered as ever, but a power failure would lose more than a second";
    }

    Health(StoreEvents events, InstantSource clock) {
        this.events = events;
        this.clock = clock;
    }

    /** A part failed. */
    synchronized void failed(Part part, String problem) {
        Instant now = clock.instant();
        Outage before = outages.get(part);
        Outage outage = new Outage(problem, before == null ? now : before.since(), now);
        outages.put(part, outage);
        if (before == null) {
            LOG.error("the store cannot keep all its promises now: {}. Mail goes on; {}.", problem, part.meanwhile);
            events.unavailable(problem);
        }
    }

    /** A part works. */
    synchronized void works(Part part) {
        if (outages.isEmpty()) {
            return;
        }
        Outage over = outages.remove(part);
        if (over != null) {
            Duration away = Duration.between(over.since(), clock.instant());
            LOG.info("the store works again after {} s: {}", away.toSeconds(), over.problem());
            events.recovered(away);
        }
    }

    /** Whether a part does not work. */
    synchronized boolean failing(Part part) {
        return outages.containsKey(part);
    }

    /** Whether a part failed so lately that it should be left alone. */
    synchronized boolean pausing(Part part) {
        Outage outage = outages.get(part);
        return outage != null && clock.instant().isBefore(outage.lastFailure().plus(PAUSE));
    }

    /** What does not work, one line. */
    synchronized Optional<String> problem() {
        return outages.values().stream().map(Outage::problem).reduce((a, b) -> a + "; " + b);
    }
}
