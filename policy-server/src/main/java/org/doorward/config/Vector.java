package org.doorward.config;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.doorward.store.blame.Fading;

/**
 * A kind of offence. Those that every installation has are constants; an operator may add his own.
 *
 * <p>The defaults are what operators have used for decades: three refusals by DNS lists within a minute, ten letters to nobody within an hour, and
 * a single one to an address that was never anybody's.
 *
 * @param label the word for it in configuration, logs, metrics and documents: lower-case letters, digits and underscores
 * @param source the source that the judge counts it as: that of the check whose signs it is made of, or a server that is misconfigured
 *     would be its own second witness
 * @param category what it has in common with others
 * @param fading how fast its points fade
 * @param defaultPoints how many points it counts unless the operator says otherwise
 * @param defaultTripwire its tripwire unless the operator says otherwise, as it is written: {@code 3 in 60s}; empty for none
 */
public record Vector(
        String label, String source, Category category, Fading fading, double defaultPoints, String defaultTripwire) {

    /** Refused for what DNS lists say. */
    public static final Vector DNSBL = new Vector("dnsbl", "dnsbl", Category.LISTED, Fading.LISTING, 5, "3 in 60s");

    /** Refused for what the operator's own list says. */
    public static final Vector OWN_LIST = new Vector("own_list", "own_list", Category.LISTED, Fading.LISTING, 5, "");

    /** Refused, with a HELO that no mail server gives. */
    public static final Vector BAD_HELO = behaviour("bad_helo", "helo", Category.FORGERY, 3, "");

    /** Refused, with no reverse name, a wrong one, or that of an access line. */
    public static final Vector BAD_NAME = behaviour("bad_name", "reverse_name", Category.FORGERY, 1, "");

    /** Refused, with a sender that cannot receive mail, or is the recipient. */
    public static final Vector BAD_SENDER = behaviour("bad_sender", "sender", Category.FORGERY, 2, "");

    /** Refused, with a sender whose domain does not permit it. */
    public static final Vector SPF_FAIL = behaviour("spf_fail", "spf", Category.FORGERY, 3, "");

    /** Wrote to a recipient that nobody should write to. */
    public static final Vector SPAMTRAP = behaviour("spamtrap", "spamtrap", Category.HARVESTED, 20, "1 in 1h");

    /** Wrote to a recipient that does not exist. */
    public static final Vector UNKNOWN_USER = watched("unknown_user", Category.HARVESTED, 1, "10 in 1h");

    /** Wanted mail carried to somebody elsewhere. */
    public static final Vector RELAY_DENIED = watched("relay_denied", Category.INTRUSION, 5, "3 in 1h");

    /** Failed to log in. */
    public static final Vector AUTH_FAILED = watched("auth_failed", Category.INTRUSION, 2, "5 in 10m");

    /** Sent to ports that the host does not offer. */
    public static final Vector PORT_PROBE = watched("port_probe", Category.INTRUSION, 1, "10 in 10m");

    /** Was refused by Postfix's own access tables. */
    public static final Vector ACCESS_DENIED = watched("access_denied", Category.INTRUSION, 1, "");

    /** Came more often than Postfix's limits allow: good clients do so, too. */
    public static final Vector RATE_LIMIT = watched("rate_limit", Category.INTRUSION, 0, "");

    /** Came with a reverse name that does not lead back to it, and was not refused for that: good servers have such a name, too. */
    public static final Vector NAME_MISMATCH = watched("name_mismatch", Category.FORGERY, 0, "");

    /** Spoke before it was greeted. */
    public static final Vector PREGREET = watched("pregreet", Category.PROTOCOL, 5, "");

    /** Spoke something else than SMTP. */
    public static final Vector NON_SMTP = watched("non_smtp", Category.PROTOCOL, 20, "1 in 1h");

    /** Sent commands before the answers to the ones before. */
    public static final Vector PIPELINING = watched("pipelining", Category.PROTOCOL, 3, "");

    /** Ended lines with a bare newline. */
    public static final Vector BARE_NEWLINE = watched("bare_newline", Category.PROTOCOL, 1, "");

    /** Went beyond the limits of commands: their number, their length, their time, the number of errors. */
    public static final Vector COMMAND_LIMIT = watched("command_limit", Category.PROTOCOL, 3, "");

    /** Hung up, or fell silent, in the middle: good clients do so, too. */
    public static final Vector HANGUP = watched("hangup", Category.PROTOCOL, 0, "");

    /** Failed to agree on encryption: good clients do so, too. */
    public static final Vector TLS_ERROR = watched("tls_error", Category.PROTOCOL, 0, "");

    /** Sent a message that header or body checks, or a milter, refused. */
    public static final Vector CONTENT = watched("content", Category.CONTENT, 1, "");

    /** Was reported as a sender of spam, by a filter or a script. */
    public static final Vector SPAM = watched("spam", Category.CONTENT, 3, "");

    /** Opened connections to other mail hosts from inside, past ours: an alarm, and never a ban. */
    public static final Vector ROGUE_SENDER = behaviour("rogue_sender", "rogue_sender", Category.REPORTED, 0, "");

    private static final List<Vector> BUILT_IN = List.of(
            DNSBL,
            OWN_LIST,
            BAD_HELO,
            BAD_NAME,
            BAD_SENDER,
            SPF_FAIL,
            SPAMTRAP,
            UNKNOWN_USER,
            RELAY_DENIED,
            AUTH_FAILED,
            PORT_PROBE,
            ACCESS_DENIED,
            RATE_LIMIT,
            NAME_MISMATCH,
            PREGREET,
            NON_SMTP,
            PIPELINING,
            BARE_NEWLINE,
            COMMAND_LIMIT,
            HANGUP,
            TLS_ERROR,
            CONTENT,
            SPAM,
            ROGUE_SENDER);

    private static final Map<String, Vector> BY_LABEL =
            BUILT_IN.stream().collect(Collectors.toUnmodifiableMap(Vector::label, vector -> vector));

    /** What kinds have in common. */
    public enum Category {
        /** Others know the client. */
        LISTED,
        /** It is not who it says. */
        FORGERY,
        /** It writes to addresses that were collected or guessed. */
        HARVESTED,
        /** It tries what it may not. */
        INTRUSION,
        /** It does not speak as mail servers do. */
        PROTOCOL,
        /** What it sends is refused. */
        CONTENT,
        /** The operator has named it. */
        OWN,
        /** Others have seen it and said so: it counts nothing and bans nobody, for whoever can report must not be able to ban. */
        REPORTED
    }

    private static Vector behaviour(String label, String source, Category category, double points, String tripwire) {
        return new Vector(label, source, category, Fading.BEHAVIOUR, points, tripwire);
    }

    private static Vector watched(String label, Category category, double points, String tripwire) {
        return behaviour(label, label, category, points, tripwire);
    }

    /** An operator's own vector, whose points and tripwire stand in the configuration. */
    public static Vector own(String label) {
        return behaviour(label, label, Category.OWN, 0, "");
    }

    /** Those that every installation has, in the order of the documents. */
    public static List<Vector> builtIn() {
        return BUILT_IN;
    }

    /** The vector of this label, of those that every installation has. */
    public static Optional<Vector> of(String label) {
        return Optional.ofNullable(BY_LABEL.get(label));
    }

    /** Those that can lead to a ban, likewise. */
    public static Stream<Vector> thatBan() {
        return BUILT_IN.stream().filter(Vector::bans);
    }

    /** Whether it can lead to a ban; one that cannot has neither points nor a tripwire. */
    public boolean bans() {
        return category != Category.REPORTED;
    }
}
