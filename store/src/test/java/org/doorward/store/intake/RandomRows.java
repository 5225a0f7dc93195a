package org.doorward.store.intake;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Random;
import org.doorward.store.model.GreylistEntry;
import org.doorward.store.model.NetworkStanding;
import org.doorward.store.model.Triplet;

/** Rows that look like rows, from a seed. */
final class RandomRows {

    static final Instant START = Instant.parse("2026-11-21T12:00:00Z");
    static final long STORE = 0x5eed;
    /** Nothing here ever becomes full by its size or its age. */
    static final JournalLimits WIDE = new JournalLimits(1_000_000, Duration.ofDays(1), 4);

    private final Random random;

    RandomRows(long seed) {
        this.random = new Random(seed);
    }

    RowKey key() {
        return new RowKey(random.nextLong(), random.nextLong());
    }

    private Instant instant() {
        return START.plusMillis(random.nextInt(1_000_000_000));
    }

    private String text() {
        return "sender-" + random.nextInt(1000) + (random.nextInt(4) == 0 ? "é中😀" : "") + "@example.org";
    }

    private Triplet triplet() {
        return new Triplet("198.51.100.0/24", random.nextInt(5) == 0 ? "" : text(), text());
    }

    JournalEntry.Pending pending() {
        return new JournalEntry.Pending(key(), triplet(), instant());
    }

    JournalEntry.Passed passed() {
        Instant at = instant();
        GreylistEntry entry = new GreylistEntry(at.minusSeconds(200), Optional.of(at), at.plusSeconds(5));
        return new JournalEntry.Passed(key(), triplet(), entry);
    }

    JournalEntry.Network network() {
        NetworkStanding standing = new NetworkStanding(random.nextInt(10), instant(), instant());
        return new JournalEntry.Network(key(), "2001:db8::/64", standing);
    }

    JournalEntry any() {
        return switch (random.nextInt(4)) {
            case 0 -> passed();
            case 1 -> network();
            default -> pending();
        };
    }

    static Journal open(Path directory) throws Exception {
        return open(directory, WIDE, 0);
    }

    static Journal open(Path directory, JournalLimits limits, long checkpoint) throws Exception {
        return Journal.open(directory, limits, STORE, checkpoint, START);
    }

    static Path segmentFile(Path directory, int number) {
        return directory.resolve(String.format("%016d.journal", number));
    }

    /** Whether a segment knows a row in exactly this state. */
    static boolean holds(Segment segment, JournalEntry entry) {
        if (entry instanceof JournalEntry.Pending row) {
            return segment.pendingSince(row.key()).equals(Optional.of(row.firstSeen()));
        }
        if (entry instanceof JournalEntry.Passed row) {
            return segment.passed(row.key()).equals(Optional.of(row));
        }
        return segment.network(entry.key()).equals(Optional.of(entry));
    }
}
