package org.doorward.store.intake;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.doorward.store.blame.Offender;
import org.doorward.store.model.GreylistEntry;
import org.doorward.store.model.Mark;
import org.doorward.store.model.NetworkStanding;
import org.doorward.store.model.Triplet;

/**
 * One entry of the journal. It holds a row's new state, not a change to it, so that reading an entry twice does no harm.
 *
 * <p>The form of an entry's body, all numbers big-endian, times in milliseconds since 1970:
 *
 * <pre>
 *   pending:  'P' key(16) first(8) text(client) text(sender) text(recipient)
 *   passed:   'K' key(16) first(8) passed(8) last(8) text(client) text(sender) text(recipient)
 *   network:  'N' key(16) counted(4) lastCounted(8) last(8) text(network)
 *   blamed:   'O' key(16) offender, see {@link OffenderForm}
 *   marked:   'M' key(16) text(source) text(position)
 *   text:     length(2) UTF-8
 * </pre>
 *
 * Who reads this knows all kinds that were ever written, so an older journal is read as well. A program that does not know a
 * kind refuses the database before it looks at the journal, for a new kind comes with a new form of the database.
 */
public sealed interface JournalEntry {

    /** The longest text of a triplet or network; what is longer is cut, for it is only shown, never compared. */
    int TEXT_LIMIT = 320;

    /** The longest body about a triplet or a network: three texts of four bytes a character, and the numbers. */
    int TRIPLET_LIMIT = 1 + RowKey.BYTES + 3 * 8 + 3 * (2 + 4 * TEXT_LIMIT);

    /** The longest body of all. */
    int BODY_LIMIT = Math.max(TRIPLET_LIMIT, 1 + RowKey.BYTES + OffenderForm.LIMIT);

    /** The row's key. */
    RowKey key();

    /** A triplet that has not come back yet. */
    record Pending(RowKey key, Triplet triplet, Instant firstSeen) implements JournalEntry {}

    /** A triplet that has passed. */
    record Passed(RowKey key, Triplet triplet, GreylistEntry entry) implements JournalEntry {}

    /** What a client network has earned. */
    record Network(RowKey key, String network, NetworkStanding standing) implements JournalEntry {}

    /** All that is held against a client. */
    record Blamed(RowKey key, Offender offender) implements JournalEntry {}

    /** How far a source was read. */
    record Marked(RowKey key, Mark mark) implements JournalEntry {}

    /** Writes an entry's body. */
    static void write(JournalEntry entry, ByteBuffer out) {
        if (entry instanceof Pending pending) {
            begin(out, 'P', pending.key());
            out.putLong(pending.firstSeen().toEpochMilli());
            triplet(out, pending.triplet());
        } else if (entry instanceof Passed passed) {
            begin(out, 'K', passed.key());
            GreylistEntry state = passed.entry();
            out.putLong(state.firstSeen().toEpochMilli());
            out.putLong(state.passedAt().orElse(state.lastSeen()).toEpochMilli());
            out.putLong(state.lastSeen().toEpochMilli());
            triplet(out, passed.triplet());
        } else if (entry instanceof Network network) {
            begin(out, 'N', network.key());
            out.putInt(network.standing().counted());
            out.putLong(network.standing().lastCounted().toEpochMilli());
            out.putLong(network.standing().lastSeen().toEpochMilli());
            text(out, network.network());
        } else if (entry instanceof Blamed blamed) {
            begin(out, 'O', blamed.key());
            OffenderForm.write(blamed.offender(), out);
        } else if (entry instanceof Marked marked) {
            begin(out, 'M', marked.key());
            whole(out, marked.mark().source());
            whole(out, marked.mark().position());
        }
    }

    /**
     * Reads an entry's body.
     *
     * @throws IllegalArgumentException when it is not one: a check sum that holds over such a body means that another
     *     version wrote it
     */
    static JournalEntry read(ByteBuffer in) {
        byte kind = in.get();
        RowKey key = new RowKey(in.getLong(), in.getLong());
        return switch (kind) {
            case 'P' -> {
                Instant first = instant(in);
                yield new Pending(key, triplet(in), first);
            }
            case 'K' -> {
                Instant first = instant(in);
                Optional<Instant> passed = Optional.of(instant(in));
                GreylistEntry state = new GreylistEntry(first, passed, instant(in));
                yield new Passed(key, triplet(in), state);
            }
            case 'N' -> {
                NetworkStanding standing = new NetworkStanding(in.getInt(), instant(in), instant(in));
                yield new Network(key, text(in), standing);
            }
            case 'O' -> new Blamed(key, OffenderForm.read(in));
            case 'M' -> new Marked(key, new Mark(text(in), text(in)));
            default -> throw new IllegalArgumentException("journal entry of the unknown kind " + kind);
        };
    }

    /**
     * Looks for a pending triplet among the bodies of such entries, one behind the other. Makes nothing of the others.
     *
     * @throws IllegalArgumentException when there is something else among them
     */
    static Optional<Instant> pendingSince(ByteBuffer bodies, RowKey key) {
        while (bodies.hasRemaining()) {
            byte kind = bodies.get();
            if (kind != 'P') {
                throw new IllegalArgumentException("an entry of the kind " + kind + " among pending ones");
            }
            long high = bodies.getLong();
            long low = bodies.getLong();
            Instant first = instant(bodies);
            if (high == key.high() && low == key.low()) {
                return Optional.of(first);
            }
            skipText(bodies);
            skipText(bodies);
            skipText(bodies);
        }
        return Optional.empty();
    }

    private static void skipText(ByteBuffer in) {
        int length = in.getShort();
        in.position(in.position() + length);
    }

    private static void begin(ByteBuffer out, char kind, RowKey key) {
        out.put((byte) kind).putLong(key.high()).putLong(key.low());
    }

    private static void triplet(ByteBuffer out, Triplet triplet) {
        text(out, triplet.client());
        text(out, triplet.sender());
        text(out, triplet.recipient());
    }

    private static void text(ByteBuffer out, String text) {
        whole(out, text.length() > TEXT_LIMIT ? text.substring(0, TEXT_LIMIT) : text);
    }

    /** Not cut: half a position leads nowhere. */
    private static void whole(ByteBuffer out, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.putShort((short) bytes.length).put(bytes);
    }

    private static Instant instant(ByteBuffer in) {
        return Instant.ofEpochMilli(in.getLong());
    }

    private static Triplet triplet(ByteBuffer in) {
        return new Triplet(text(in), text(in), text(in));
    }

    private static String text(ByteBuffer in) {
        byte[] bytes = new byte[in.getShort()];
        in.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
