package org.doorward.store.sql;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;
import org.doorward.store.model.VerdictRecord;
import org.doorward.store.net.IpAddress;

/**
 * The form of a block of verdicts, compressed together because they are alike: a fifth of the space, for 10 µs a verdict.
 *
 * <pre>
 *   block:    form(1)=1 count(2) verdict*, all of it as a zlib stream
 *   verdict:  at(8) took(8) observed(1) length(1) address(length: 0, 4 or 16)
 *             name helo login stage sender recipient verdict reason detail findings, each as DataOutput.writeUTF does
 * </pre>
 */
final class VerdictBlock {

    /** What is looked through for one verdict, and what is written anew when one is added. */
    static final int VERDICTS = 128;

    private static final int FORM = 1;

    private VerdictBlock() {}

    static byte[] write(List<VerdictRecord> verdicts) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Deflater deflater = new Deflater(Deflater.BEST_SPEED);
        try (DataOutputStream out = new DataOutputStream(new DeflaterOutputStream(bytes, deflater, 1 << 12))) {
            out.writeByte(FORM);
            out.writeShort(verdicts.size());
            for (VerdictRecord verdict : verdicts) {
                write(verdict, out);
            }
        } finally {
            deflater.end();
        }
        return bytes.toByteArray();
    }

    private static void write(VerdictRecord verdict, DataOutputStream out) throws IOException {
        byte[] address = verdict.client().map(IpAddress::bytes).orElse(new byte[0]);
        out.writeLong(verdict.at().toEpochMilli());
        out.writeLong(verdict.took().toNanos());
        out.writeBoolean(verdict.observed());
        out.writeByte(address.length);
        out.write(address);
        out.writeUTF(verdict.name());
        out.writeUTF(verdict.helo());
        out.writeUTF(verdict.login());
        out.writeUTF(verdict.stage());
        out.writeUTF(verdict.sender());
        out.writeUTF(verdict.recipient());
        out.writeUTF(verdict.verdict());
        out.writeUTF(verdict.reason());
        out.writeUTF(verdict.detail());
        out.writeUTF(verdict.findings());
    }

    /**
     * Reads a block.
     *
     * @throws IOException when it is damaged, or of a form that this program does not know
     */
    static List<VerdictRecord> read(byte[] block) throws IOException {
        try (DataInputStream in = new DataInputStream(new InflaterInputStream(new ByteArrayInputStream(block)))) {
            int form = in.readByte();
            if (form != FORM) {
                throw new IOException("a block of verdicts of the unknown form " + form);
            }
            int count = in.readUnsignedShort();
            List<VerdictRecord> verdicts = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                verdicts.add(readVerdict(in));
            }
            return verdicts;
        }
    }

    private static VerdictRecord readVerdict(DataInputStream in) throws IOException {
        Instant at = Instant.ofEpochMilli(in.readLong());
        Duration took = Duration.ofNanos(in.readLong());
        boolean observed = in.readBoolean();
        byte[] address = in.readNBytes(in.readUnsignedByte());
        return new VerdictRecord(
                at,
                address.length == 0 ? Optional.empty() : Optional.of(IpAddress.ofBytes(address)),
                in.readUTF(),
                in.readUTF(),
                in.readUTF(),
                in.readUTF(),
                in.readUTF(),
                in.readUTF(),
                in.readUTF(),
                in.readUTF(),
                in.readUTF(),
                observed,
                took,
                in.readUTF());
    }
}
