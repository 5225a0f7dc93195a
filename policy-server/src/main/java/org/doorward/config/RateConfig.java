package org.doorward.config;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.doorward.store.net.Cidr;

/**
 * Section {@code [rate]}: how much anybody may send in a time.
 *
 * @param limits the limits, each a table {@code [[rate.limit]]}
 * @param maxKeys of how many keys each limit remembers what they sent
 * @param prefixV4 how many bits of an IPv4 address make the client network
 * @param prefixV6 how many bits of an IPv6 address make the client network
 */
public record RateConfig(List<Limit> limits, int maxKeys, int prefixV4, int prefixV6) {

    /**
     * One limit.
     *
     * @param name its name in logs and metrics: a lower-case word, which no other limit has
     * @param by whose share is counted
     * @param count what is counted
     * @param most how many of those are let through in any window
     * @param window how long a time is looked back
     * @param action what happens to what is more
     * @param only which inquiries it concerns
     * @param text what the client is told
     */
    public record Limit(
            String name, By by, Count count, int most, Duration window, Action action, Only only, String text) {}

    /**
     * Which inquiries a limit concerns; each that is present must hold.
     *
     * @param context the {@code policy_context} of the main.cf entry that asked
     * @param networks when not empty, the client's address lies in one of these
     * @param except the client's address lies in none of these
     * @param authenticated whether the client logged in
     */
    public record Only(
            Optional<String> context, List<Cidr> networks, List<Cidr> except, Optional<Boolean> authenticated) {}

    /** Whose share is counted. */
    public enum By {
        /** The client network's. */
        CLIENT,
        /** The sender's. */
        SENDER,
        /** The sender's domain's. */
        SENDER_DOMAIN,
        /** The user's who logged in. */
        LOGIN,
        /** The recipient's. */
        RECIPIENT
    }

    /** What is counted. */
    public enum Count {
        /** Messages, however many recipients each has. */
        MESSAGES,
        /** Recipients. */
        RECIPIENTS,
        /** Connections. */
        CONNECTIONS
    }

    /** What happens to what is more than the limit. */
    public enum Action {
        /** It is asked to come later. */
        DEFER,
        /** It is refused. */
        REJECT,
        /** It is let through, counted and logged. */
        OBSERVE
    }
}
