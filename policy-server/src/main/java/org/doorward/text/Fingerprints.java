package org.doorward.text;

/**
 * Stands for things by 64 bits of a hash under a secret of this process: that two things are taken for one is as good as impossible,
 * also for who would like it. Immutable.
 *
 * <p>For what is looked up for every inquiry: to compare texts with those that are remembered costs several misses of the processor's
 * caches, and to hold them is work for the garbage collector.
 *
 * <p>A fingerprint is begun, and each part added to it.
 */
public final class Fingerprints {

    private static final long MULTIPLIER = 0x9e3779b97f4a7c15L;
    /** No character: between two texts, so that what ends the one cannot begin the other. */
    private static final int BETWEEN = 0x10000;

    private final long secret;

    /**
     * Fingerprints that nobody can foresee.
     *
     * @param secret what nobody can guess
     */
    public Fingerprints(long secret) {
        this.secret = secret;
    }

    /** The fingerprint of nothing, for {@link #add}. */
    public long begin() {
        return secret;
    }

    /** A fingerprint of what another one is of, and this text. */
    public static long add(long fingerprint, String text) {
        long print = fingerprint;
        for (int at = 0; at < text.length(); at++) {
            print = add(print, text.charAt(at));
        }
        return add(print, BETWEEN);
    }

    /** A fingerprint of what another one is of, and this number. */
    public static long add(long fingerprint, long number) {
        long product = (fingerprint ^ number) * MULTIPLIER;
        return product ^ product >>> 32;
    }
}
