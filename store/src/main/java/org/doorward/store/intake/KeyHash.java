package org.doorward.store.intake;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.doorward.store.model.ClientNetwork;
import org.doorward.store.model.Triplet;
import org.doorward.store.net.Cidr;

/**
 * Makes {@link RowKey}s: the first 128 bits of SHA-256 over a secret block and the row's text; for an offender, who is asked for
 * at each inquiry, 128 bits of {@link SipHash} under a key that is made from the secret.
 *
 * <p>The secret is the database's own. Without it nobody can choose senders whose keys crowd one corner of an index. The
 * secret fills one whole block of the hash, so its share of the work is done once, in the constructor.
 *
 * <p>Safe for use by several threads.
 */
public final class KeyHash {

    /** Length of the secret in bytes: one block of SHA-256. */
    public static final int SECRET_BYTES = 64;

    private static final byte TRIPLET = 'T';
    private static final byte NETWORK = 'N';
    private static final byte STORE = 'S';
    private static final byte OFFENDERS = 'O';
    private static final byte TEXT = 'X';
    private static final byte SOURCE = 'M';

    private final MessageDigest keyed;
    private final SipHash offenders;

    /**
     * A hash under a secret.
     *
     * @param secret {@value #SECRET_BYTES} random bytes
     */
    public KeyHash(byte[] secret) {
        if (secret.length != SECRET_BYTES) {
            throw new IllegalArgumentException("the secret has " + secret.length + " bytes");
        }
        try {
            keyed = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
        keyed.update(secret);
        RowKey key = hash(OFFENDERS, "", "", "");
        offenders = new SipHash(key.high(), key.low());
    }

    /** The key of a triplet. */
    public RowKey of(Triplet triplet) {
        return hash(TRIPLET, triplet.client(), triplet.sender(), triplet.recipient());
    }

    /** The key of a client network. */
    public RowKey of(ClientNetwork network) {
        byte[] address = network.cidr().address().bytes();
        MessageDigest digest = copy();
        digest.update(NETWORK);
        digest.update((byte) network.cidr().prefix());
        digest.update(address);
        return key(digest);
    }

    /** The key of an offender; never the one that the same network has as an allowed one. */
    public RowKey ofOffender(ClientNetwork network) {
        Cidr cidr = network.cidr();
        long form = (long) cidr.prefix() << 1 | (cidr.address().isV6() ? 1 : 0);
        return offenders.of(cidr.address().high(), cidr.address().low(), form);
    }

    /** The key of a source of log lines, see {@link org.doorward.store.model.Mark}. */
    public RowKey ofSource(String source) {
        return hash(SOURCE, source, "", "");
    }

    /** 32 bits of the hash of a text: enough to pass over what is something else, not to tell for sure. */
    public int ofText(String text) {
        return (int) hash(TEXT, text, "", "").high();
    }

    /** Tells stores apart without giving the secret away: keys made under another secret find nothing here. */
    public long fingerprint() {
        return hash(STORE, "", "", "").high();
    }

    private RowKey hash(byte kind, String first, String second, String third) {
        MessageDigest digest = copy();
        digest.update(kind);
        add(digest, first);
        add(digest, second);
        add(digest, third);
        return key(digest);
    }

    private static RowKey key(MessageDigest digest) {
        ByteBuffer hash = ByteBuffer.wrap(digest.digest());
        return new RowKey(hash.getLong(), hash.getLong());
    }

    /** The length before the text keeps {@code ("a","bc")} apart from {@code ("ab","c")}. */
    private static void add(MessageDigest digest, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        digest.update((byte) (bytes.length >>> 8));
        digest.update((byte) bytes.length);
        digest.update(bytes);
    }

    private MessageDigest copy() {
        try {
            return (MessageDigest) keyed.clone();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("the platform's SHA-256 can be cloned", e);
        }
    }
}
