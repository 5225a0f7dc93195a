package org.doorward.check;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Takes off what mail systems wrap around a sender, and what is new with each message or each day.
 *
 * <pre>
 * BATV       prvs=TAG=user, and by mistake prvs=user=TAG and prvs=user/TAG   (draft-levine-smtp-batv)
 * Barracuda  btv1==TAG==user
 * SparkPost  msprvs1=TAG=user
 * SRS0       srs0=HASH=DAY=original.example=user                             (a forwarder)
 * SRS1       srs1=HASH=first.example==HASH=DAY=original.example=user         (a forwarder behind another)
 * Exchange   mailbox+srs=HASH=DAY=original.example=user
 * </pre>
 *
 * <p>A forwarded message is keyed on its original sender; the forwarder is in the triplet as the client network.
 */
final class SenderWrapper {

    private static final Pattern PRVS = Pattern.compile("prvs=([^=]+)[=/](.+)");
    private static final Pattern TAG = Pattern.compile("[0-9]{4}[0-9a-z]{4,8}");
    private static final Pattern LIKE_PRVS = Pattern.compile("(?:btv1|msprvs[0-9]?)==?[^=]+==?(.+)");

    /** HASH=DAY=original.example=user, the part that all rewriting schemes share. */
    private static final String REWRITTEN = "[^=]{1,64}=[^=]{1,8}=([^=@]+\\.[^=@]+)=(.+)";

    private static final List<Pattern> SRS = List.of(
            Pattern.compile("srs0[=+-]" + REWRITTEN),
            Pattern.compile("srs1[=+-][^=]{1,64}=[^=]+=[=+-]" + REWRITTEN),
            Pattern.compile("[^=]+\\+srs=" + REWRITTEN));

    private SenderWrapper() {}

    /**
     * Takes one wrapper off.
     *
     * @param local the local part, in lower case
     * @param domain the domain with its at sign, or empty
     * @return the address within, or the same address
     */
    static String unwrap(String local, String domain) {
        for (Pattern scheme : SRS) {
            Matcher rewritten = scheme.matcher(local);
            if (rewritten.matches()) {
                return rewritten.group(2) + "@" + rewritten.group(1);
            }
        }
        Matcher prvs = PRVS.matcher(local);
        if (prvs.matches()) {
            return untagged(prvs.group(1), prvs.group(2)) + domain;
        }
        Matcher like = LIKE_PRVS.matcher(local);
        return (like.matches() ? like.group(1) : local) + domain;
    }

    /** The one of the two that is not the tag; where neither or both look like one, the standard's order holds. */
    private static String untagged(String first, String second) {
        boolean swapped = TAG.matcher(second).matches() && !TAG.matcher(first).matches();
        return swapped ? first : second;
    }
}
