package org.doorward.score;

import java.util.random.RandomGenerator;

/** Makes the ids of bans, such as {@code B7K2M9QX}: short enough for the telephone. */
public final class BanIds {

    /** Crockford's: no letter that is taken for a digit when it is read out on the telephone. */
    private static final String LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    private static final int LENGTH = 8;

    private BanIds() {}

    /** A new one. */
    public static String next(RandomGenerator random) {
        StringBuilder id = new StringBuilder(LENGTH);
        for (int at = 0; at < LENGTH; at++) {
            id.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        }
        return id.toString();
    }
}
