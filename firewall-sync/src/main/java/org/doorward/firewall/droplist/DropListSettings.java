package org.doorward.firewall.droplist;

import java.time.Duration;
import java.util.regex.Pattern;

/**
 * One drop list.
 *
 * @param name what it is called: small letters, digits and hyphens, at most 40; also its file's name
 * @param source where it comes from
 * @param every how often it is fetched from the web; at least {@link #LEAST}
 * @param rules what is taken from it
 */
public record DropListSettings(String name, ListSource source, Duration every, DropListRules rules) {

    /** Makers of lists close their doors to who comes more often. */
    public static final Duration LEAST = Duration.ofHours(1);

    /** Often enough for a list that changes some times a day. */
    public static final Duration USUAL = Duration.ofHours(12);

    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,39}");

    /**
     * Refuses a name that is no file's name.
     *
     * @throws IllegalArgumentException with what is expected
     */
    public DropListSettings {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "\"" + name + "\" is no name for a drop list: small letters, digits and hyphens, at most 40");
        }
        if (every.compareTo(LEAST) < 0) {
            every = LEAST;
        }
    }
}
