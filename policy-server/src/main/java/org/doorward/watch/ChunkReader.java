package org.doorward.watch;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.doorward.store.OffenceLedger;
import org.doorward.watch.line.LogEntry;

/**
 * Takes from the lines of a chunk what they tell of. A line that Doorward itself cannot cope with is passed over, and none beside it: else whoever finds
 * out how to write one would have his neighbours' lines passed over, too. For one thread.
 */
final class ChunkReader {

    private final Function<String, Optional<LogEntry>> form;
    private final InstantSource clock;
    private final LineParser parser;
    private final Sieve sieve;
    private final Faults faults;

    /** Hears of each line that was passed over. */
    @FunctionalInterface
    interface Faults {
        void passedOver(String line, Throwable fault);
    }

    /**
     * What a chunk tells of.
     *
     * @param sightings in the order of its lines
     * @param last the time of its last entry; empty when it has none
     */
    record Told(List<Sighting> sightings, Optional<Instant> last) {}

    /**
     * A reader.
     *
     * @param form makes an entry of a line
     * @param clock the time of day: nothing was done later than now, whatever a log's clock says
     * @param parser reads entries
     * @param sieve makes sightings of what they say
     * @param faults hears of what was passed over
     */
    ChunkReader(
            Function<String, Optional<LogEntry>> form,
            InstantSource clock,
            LineParser parser,
            Sieve sieve,
            Faults faults) {
        this.form = form;
        this.clock = clock;
        this.parser = parser;
        this.sieve = sieve;
        this.faults = faults;
    }

    /** What these lines tell of: no more than can be recorded at once. */
    Told read(List<String> lines) {
        Instant now = clock.instant();
        List<Sighting> sightings = new ArrayList<>();
        Optional<Instant> last = Optional.empty();
        int further = lines.size();
        for (String line : lines) {
            further--;
            try {
                Optional<LogEntry> entry = form.apply(line);
                if (entry.isPresent()) {
                    last = entry.map(LogEntry::at);
                    sightings.addAll(sightings(entry.get(), now, room(sightings.size() + further)));
                }
            } catch (RuntimeException | StackOverflowError e) {
                faults.passedOver(line, e);
            }
        }
        return new Told(sightings, last);
    }

    private List<Sighting> sightings(LogEntry entry, Instant now, int most) {
        return sieve.sightings(parser.read(entry), entry.at().isAfter(now) ? now : entry.at(), most);
    }

    /** Each further line may tell of one thing at least; what tells of several takes what is left. */
    private static int room(int taken) {
        return Math.max(1, OffenceLedger.OFFENCES_AT_ONCE - taken);
    }
}
