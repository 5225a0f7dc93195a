package org.doorward.store.intake;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.doorward.store.blame.Ban;
import org.doorward.store.blame.Fading;
import org.doorward.store.blame.Offender;
import org.doorward.store.blame.VectorStanding;
import org.doorward.store.model.ClientNetwork;
import org.doorward.store.model.GreylistEntry;
import org.doorward.store.model.Mark;
import org.doorward.store.model.NetworkStanding;
import org.doorward.store.model.Triplet;
import org.doorward.store.net.IpAddress;

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

    JournalEntry.Marked marked() {
        return new JournalEntry.Marked(
                key(), new Mark("mail.log " + random.nextInt(100), "inode 1 at " + random.nextInt()));
    }

    /** A short one: some tests go through an entry byte by byte. */
    JournalEntry.Blamed blamed() {
        return new JournalEntry.Blamed(key(), offender(random.nextInt(2), random.nextInt(2), random.nextInt(2)));
    }

    /** An offender with so many vectors, bans, and recent offences in each vector. */
    Offender offender(int vectors, int bans, int recent) {
        byte[] address = new byte[random.nextBoolean() ? 4 : 16];
        random.nextBytes(address);
        address[0] = 0x20;
        ClientNetwork network = ClientNetwork.of(IpAddress.ofBytes(address), random.nextInt(33), random.nextInt(129));
        return new Offender(
                network,
                Stream.generate(() -> vector(recent)).limit(vectors).toList(),
                Stream.generate(() -> ban(network)).limit(bans).toList(),
                random.nextDouble(),
                instant());
    }

    private VectorStanding vector(int recent) {
        return new VectorStanding(
                "vector_" + random.nextInt(100),
                random.nextBoolean() ? Fading.BEHAVIOUR : Fading.LISTING,
                random.nextLong(1000),
                random.nextDouble() * 100,
                instant(),
                instant(),
                instant(),
                Stream.generate(this::instant).limit(recent).toList(),
                "x".repeat(random.nextInt(20)));
    }

    private Ban ban(ClientNetwork network) {
        Optional<Instant> lifted = random.nextBoolean() ? Optional.of(instant()) : Optional.empty();
        String reason = "r".repeat(random.nextInt(20));
        return new Ban("B" + random.nextInt(), network, instant(), instant(), random.nextInt(4), reason, "", lifted);
    }

    JournalEntry any() {
        return switch (random.nextInt(6)) {
            case 0 -> passed();
            case 1 -> network();
            case 2 -> blamed();
            case 3 -> marked();
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
        if (entry instanceof JournalEntry.Blamed row) {
            return segment.mayHoldOffender(row.key()) && holds(segment, row);
        }
        if (entry instanceof JournalEntry.Pending row) {
            return segment.pendingSince(row.key()).equals(Optional.of(row.firstSeen()));
        }
        if (entry instanceof JournalEntry.Passed row) {
            return segment.passed(row.key()).equals(Optional.of(row));
        }
        if (entry instanceof JournalEntry.Marked row) {
            return segment.marks().contains(row.mark());
        }
        return segment.network(entry.key()).equals(Optional.of(entry));
    }

    private static boolean holds(Segment segment, JournalEntry.Blamed row) {
        try {
            return segment.offender(row.key()).equals(Optional.of(row.offender()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
