package org.doorward.store.intake;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.doorward.store.blame.Ban;
import org.doorward.store.blame.Fading;
import org.doorward.store.blame.Offence;
import org.doorward.store.blame.Offender;
import org.doorward.store.blame.VectorStanding;
import org.doorward.store.model.ClientNetwork;
import org.doorward.store.net.Cidr;
import org.doorward.store.net.IpAddress;

/**
 * An offender's whole state as bytes, as the journal and the database keep it. Numbers are big-endian, times in milliseconds
 * since 1970, points as IEEE 754 double:
 *
 * <pre>
 *   offender:  form(1) = 1  network  parole(8) paroleAt(8)  count(1) vector...  count(1) ban...
 *   network:   prefix(1) length(1) address(4 or 16)
 *   vector:    text(vector) fading(1) count(8) points(8) pointsAt(8) first(8) last(8) count(1) recent(8)... text(evidence)
 *   ban:       text(id) since(8) until(8) rung(1) lifted(8), 0 when not  text(reason) text(evidence)
 *   text:      length(1) ASCII
 * </pre>
 *
 * A ban's network is its offender's. A usual state has 150 to 400 bytes.
 */
public final class OffenderForm {

    private static final byte FORM = 1;
    private static final byte BEHAVIOUR = 0;
    private static final byte LISTING = 1;
    private static final int NETWORK_LIMIT = 2 + 16;
    private static final int VECTOR_LIMIT = (1 + Offence.VECTOR_LIMIT)
            + 1
            + 5 * 8
            + (1 + 8 * VectorStanding.RECENT_LIMIT)
            + (1 + Offence.EVIDENCE_LIMIT);
    private static final int BAN_LIMIT =
            (1 + Ban.ID_LIMIT) + 8 + 8 + 1 + 8 + (1 + Ban.REASON_LIMIT) + (1 + Offence.EVIDENCE_LIMIT);

    /** The longest state: a bit more than 9 KB. */
    public static final int LIMIT = 1
            + NETWORK_LIMIT
            + 2 * 8
            + (1 + Offender.VECTORS_KEPT * VECTOR_LIMIT)
            + (1 + Offender.BANS_KEPT * BAN_LIMIT);

    private OffenderForm() {}

    /** Writes a state. What is longer than the limits is cut. */
    static void write(Offender offender, ByteBuffer out) {
        out.put(FORM);
        writeNetwork(offender.network(), out);
        out.putDouble(offender.parole());
        writeTime(offender.paroleAt(), out);
        List<VectorStanding> vectors = firstOf(offender.vectors(), Offender.VECTORS_KEPT);
        out.put((byte) vectors.size());
        vectors.forEach(vector -> writeVector(vector, out));
        List<Ban> bans = firstOf(offender.bans(), Offender.BANS_KEPT);
        out.put((byte) bans.size());
        bans.forEach(ban -> write(ban, out));
    }

    /** The state as bytes. */
    public static byte[] bytes(Offender offender) {
        ByteBuffer out = ByteBuffer.allocate(LIMIT);
        write(offender, out);
        return written(out);
    }

    /** One ban as bytes, without its network. */
    public static byte[] bytes(Ban ban) {
        ByteBuffer out = ByteBuffer.allocate(BAN_LIMIT);
        write(ban, out);
        return written(out);
    }

    private static byte[] written(ByteBuffer out) {
        byte[] bytes = new byte[out.flip().remaining()];
        out.get(bytes);
        return bytes;
    }

    private static <T> List<T> firstOf(List<T> list, int limit) {
        return list.size() <= limit ? list : list.subList(0, limit);
    }

    private static void writeNetwork(ClientNetwork network, ByteBuffer out) {
        byte[] address = network.cidr().address().bytes();
        out.put((byte) network.cidr().prefix()).put((byte) address.length).put(address);
    }

    private static void writeVector(VectorStanding vector, ByteBuffer out) {
        writeText(vector.vector(), Offence.VECTOR_LIMIT, out);
        out.put(vector.fading() == Fading.BEHAVIOUR ? BEHAVIOUR : LISTING);
        out.putLong(vector.count());
        out.putDouble(vector.points());
        writeTime(vector.pointsAt(), out);
        writeTime(vector.first(), out);
        writeTime(vector.last(), out);
        List<Instant> recent = firstOf(vector.recent(), VectorStanding.RECENT_LIMIT);
        out.put((byte) recent.size());
        recent.forEach(at -> writeTime(at, out));
        writeText(vector.evidence(), Offence.EVIDENCE_LIMIT, out);
    }

    private static void write(Ban ban, ByteBuffer out) {
        writeText(ban.id(), Ban.ID_LIMIT, out);
        writeTime(ban.since(), out);
        writeTime(ban.until(), out);
        out.put((byte) Math.min(ban.rung(), Byte.MAX_VALUE));
        out.putLong(ban.lifted().map(at -> Math.max(1, at.toEpochMilli())).orElse(0L));
        writeText(ban.reason(), Ban.REASON_LIMIT, out);
        writeText(ban.evidence(), Offence.EVIDENCE_LIMIT, out);
    }

    private static void writeText(String text, int limit, ByteBuffer out) {
        String kept = text.length() <= limit ? text : text.substring(0, limit);
        byte[] ascii = kept.getBytes(StandardCharsets.US_ASCII);
        out.put((byte) ascii.length).put(ascii);
    }

    private static void writeTime(Instant at, ByteBuffer out) {
        out.putLong(at.toEpochMilli());
    }

    /**
     * Reads a state.
     *
     * @throws IllegalArgumentException when it has another form
     * @throws java.nio.BufferUnderflowException when it is cut short
     */
    static Offender read(ByteBuffer in) {
        ClientNetwork network = readNetwork(in);
        double parole = in.getDouble();
        Instant paroleAt = readTime(in);
        List<VectorStanding> vectors = new ArrayList<>();
        for (int left = in.get(); left > 0; left--) {
            vectors.add(readVector(in));
        }
        List<Ban> bans = new ArrayList<>();
        for (int left = in.get(); left > 0; left--) {
            bans.add(readBan(network, in));
        }
        return new Offender(network, vectors, bans, parole, paroleAt);
    }

    /** Reads a state from what {@link #bytes(Offender)} gave; throws as {@link #read} does. */
    public static Offender read(byte[] bytes) {
        return read(ByteBuffer.wrap(bytes));
    }

    /** Reads a ban from what {@link #bytes(Ban)} gave. */
    public static Ban readBan(ClientNetwork network, byte[] bytes) {
        return readBan(network, ByteBuffer.wrap(bytes));
    }

    /** A ban's id, of the bytes that {@link #bytes(Ban)} gave. */
    public static String banId(byte[] ban) {
        return new String(ban, 1, ban[0], StandardCharsets.US_ASCII);
    }

    /** From when a ban is, of the bytes that {@link #bytes(Ban)} gave. */
    public static long banSince(byte[] ban) {
        return ByteBuffer.wrap(ban).getLong(1 + ban[0]);
    }

    /** Up to when a ban is, of the bytes that {@link #bytes(Ban)} gave. */
    public static long banUntil(byte[] ban) {
        return ByteBuffer.wrap(ban).getLong(1 + ban[0] + Long.BYTES);
    }

    /**
     * Whether a ban's evidence begins so, of the bytes that {@link #bytes(Ban)} gave.
     *
     * @param head in ASCII
     */
    public static boolean banEvidenceBegins(byte[] ban, byte[] head) {
        int reason = 1 + ban[0] + Long.BYTES + Long.BYTES + 1 + Long.BYTES;
        int evidence = reason + 1 + (ban[reason] & 0xff) + 1;
        int end = evidence + head.length;
        return end <= ban.length && Arrays.equals(ban, evidence, end, head, 0, head.length);
    }

    private static ClientNetwork readNetwork(ByteBuffer in) {
        byte form = in.get();
        if (form != FORM) {
            throw new IllegalArgumentException("an offender of the unknown form " + form);
        }
        int prefix = in.get() & 0xff;
        byte[] address = new byte[in.get()];
        in.get(address);
        return new ClientNetwork(new Cidr(IpAddress.ofBytes(address), prefix));
    }

    private static VectorStanding readVector(ByteBuffer in) {
        String name = readText(in);
        Fading fading = in.get() == BEHAVIOUR ? Fading.BEHAVIOUR : Fading.LISTING;
        long count = in.getLong();
        double points = in.getDouble();
        Instant pointsAt = readTime(in);
        Instant first = readTime(in);
        Instant last = readTime(in);
        List<Instant> recent = new ArrayList<>();
        for (int left = in.get(); left > 0; left--) {
            recent.add(readTime(in));
        }
        return new VectorStanding(name, fading, count, points, pointsAt, first, last, recent, readText(in));
    }

    private static Ban readBan(ClientNetwork network, ByteBuffer in) {
        String id = readText(in);
        Instant since = readTime(in);
        Instant until = readTime(in);
        int rung = in.get();
        long lifted = in.getLong();
        String reason = readText(in);
        Optional<Instant> liftedAt = lifted == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(lifted));
        return new Ban(id, network, since, until, rung, reason, readText(in), liftedAt);
    }

    private static Instant readTime(ByteBuffer in) {
        return Instant.ofEpochMilli(in.getLong());
    }

    private static String readText(ByteBuffer in) {
        byte[] ascii = new byte[in.get() & 0xff];
        in.get(ascii);
        return new String(ascii, StandardCharsets.US_ASCII);
    }
}
