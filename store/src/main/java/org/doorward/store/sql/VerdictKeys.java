package org.doorward.store.sql;

import java.nio.ByteBuffer;
import java.util.List;
import org.doorward.store.intake.KeyHash;
import org.doorward.store.model.Subject;
import org.doorward.store.model.VerdictRecord;
import org.doorward.store.net.IpAddress;

/**
 * The keys of a block's verdicts, sixteen bytes each: enough to pass over nearly all blocks that hold nothing of a subject,
 * without reading them.
 *
 * <pre>
 *   key:  client(8): the first half of an IPv6 address, or an IPv4 address and zeros; sender(4) recipient(4): hashes
 * </pre>
 *
 * <p>The address itself and not its hash, so that a network of any length can be looked for.
 */
final class VerdictKeys {

    private static final int BYTES = 16;

    /** No client has an address within ffff::/16 (RFC 4291 section 2.4: multicast). */
    private static final long UNKNOWN = -1;

    private VerdictKeys() {}

    static byte[] write(List<VerdictRecord> verdicts, KeyHash hash) {
        ByteBuffer keys = ByteBuffer.allocate(verdicts.size() * BYTES);
        for (VerdictRecord verdict : verdicts) {
            keys.putLong(verdict.client().map(VerdictKeys::client).orElse(UNKNOWN))
                    .putInt(text(verdict.sender(), hash))
                    .putInt(text(verdict.recipient(), hash));
        }
        return keys.array();
    }

    private static int text(String address, KeyHash hash) {
        return hash.ofText(Subject.folded(address));
    }

    private static long client(IpAddress address) {
        ByteBuffer bytes = ByteBuffer.wrap(address.bytes());
        return address.isV6() ? bytes.getLong() : (long) bytes.getInt() << Integer.SIZE;
    }

    /** What is looked for among the keys. */
    @FunctionalInterface
    interface Sought {

        /** Whether the key that stands at a position may be of it. */
        boolean at(ByteBuffer keys, int position);
    }

    /** What to look for, for a subject. */
    static Sought of(Subject subject, KeyHash hash) {
        if (subject instanceof Subject.Sender sender) {
            int wanted = text(sender.address(), hash);
            return (keys, position) -> keys.getInt(position + 8) == wanted;
        }
        if (subject instanceof Subject.Recipient recipient) {
            int wanted = text(recipient.address(), hash);
            return (keys, position) -> keys.getInt(position + 12) == wanted;
        }
        Subject.Client client = (Subject.Client) subject;
        long wanted = client(client.network().address());
        long mask = mask(Math.min(Long.SIZE, client.network().prefix()));
        long own = client.network().address().isV6() ? mask : mask | 0xffff_ffffL;
        return (keys, position) -> (keys.getLong(position) & own) == wanted;
    }

    private static long mask(int prefix) {
        return prefix == 0 ? 0 : -1L << (Long.SIZE - prefix);
    }

    /** Whether any of these keys may be of what is sought. */
    static boolean mayHold(byte[] keys, Sought sought) {
        ByteBuffer buffer = ByteBuffer.wrap(keys);
        for (int position = 0; position + BYTES <= keys.length; position += BYTES) {
            if (sought.at(buffer, position)) {
                return true;
            }
        }
        return false;
    }
}
