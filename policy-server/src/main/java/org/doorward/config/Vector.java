package org.doorward.config;

import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.doorward.store.blame.Fading;

/**
 * The kinds of offences. The label is the same in configuration, logs, metrics and documents.
 *
 * <p>The defaults are what operators have used for decades: three refusals by DNS lists within a minute, and a single letter to an
 * address that nobody has.
 */
public enum Vector {
    /** Refused for what DNS lists say. */
    DNSBL("dnsbl", "dnsbl", Category.LISTED, Fading.LISTING, 5, "3 in 60s"),
    /** Refused for what the operator's own list says. */
    OWN_LIST("own_list", "own_list", Category.LISTED, Fading.LISTING, 5, ""),
    /** Refused, with a HELO that no mail server gives. */
    BAD_HELO("bad_helo", "helo", Category.FORGERY, Fading.BEHAVIOUR, 3, ""),
    /** Refused, with no reverse name, a wrong one, or that of an access line. */
    BAD_NAME("bad_name", "reverse_name", Category.FORGERY, Fading.BEHAVIOUR, 1, ""),
    /** Refused, with a sender that cannot receive mail, or is the recipient. */
    BAD_SENDER("bad_sender", "sender", Category.FORGERY, Fading.BEHAVIOUR, 2, ""),
    /** Refused, with a sender whose domain does not permit it. */
    SPF_FAIL("spf_fail", "spf", Category.FORGERY, Fading.BEHAVIOUR, 3, ""),
    /** Wrote to a recipient that nobody should write to. */
    SPAMTRAP("spamtrap", "spamtrap", Category.HARVESTED, Fading.BEHAVIOUR, 20, "1 in 1h"),
    /** Opened connections to other mail hosts from inside, past ours: an alarm, and never a ban. */
    ROGUE_SENDER("rogue_sender", "rogue_sender", Category.REPORTED, Fading.BEHAVIOUR, 0, "");

    private static final Map<String, Vector> BY_LABEL =
            Stream.of(values()).collect(Collectors.toUnmodifiableMap(Vector::label, vector -> vector));

    private final String label;
    private final String source;
    private final Category category;
    private final Fading fading;
    private final double points;
    private final String tripwire;

    /** What kinds have in common. */
    public enum Category {
        /** Others know the client. */
        LISTED,
        /** It is not who it says. */
        FORGERY,
        /** It writes to addresses that were collected. */
        HARVESTED,
        /** Others have seen it and said so: it counts nothing and bans nobody, for whoever can report must not be able to ban. */
        REPORTED
    }

    Vector(String label, String source, Category category, Fading fading, double points, String tripwire) {
        this.label = label;
        this.source = source;
        this.category = category;
        this.fading = fading;
        this.points = points;
        this.tripwire = tripwire;
    }

    /** The word for it, everywhere. */
    public String label() {
        return label;
    }

    /**
     * The source that the judge counts it as: that of the check whose signs it is made of, or a server that is misconfigured
     * would be its own second witness.
     */
    public String source() {
        return source;
    }

    /** The vector of this label. */
    public static Optional<Vector> of(String label) {
        return Optional.ofNullable(BY_LABEL.get(label));
    }

    /** Whether it can lead to a ban; one that cannot has neither points nor a tripwire. */
    public boolean bans() {
        return category != Category.REPORTED;
    }

    /** Its category. */
    public Category category() {
        return category;
    }

    /** How fast its points fade. */
    public Fading fading() {
        return fading;
    }

    /** How many points it counts unless the operator says otherwise. */
    public double defaultPoints() {
        return points;
    }

    /** Its tripwire unless the operator says otherwise, as it is written: {@code 3 in 60s}; empty for none. */
    public String defaultTripwire() {
        return tripwire;
    }
}
