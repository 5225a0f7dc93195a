package org.doorward.firewall.ipset;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * How the sets and rules are made, and how the programs are run.
 *
 * @param name what the names of the sets begin with; the chain has it in capitals
 * @param ports the TCP ports that bans close; nothing else is ever touched
 * @param action what becomes of a packet
 * @param mostElements how many elements each set is to hold
 * @param programs how to start {@code ipset}, {@code iptables-save} and the like: their place, or what comes before their arguments
 * @param patience how long one call may take; it gets a second more for each 5,000 elements
 */
public record IpsetSettings(
        String name,
        Set<Integer> ports,
        Action action,
        int mostElements,
        Function<String, List<String>> programs,
        Duration patience) {

    /** What becomes of a packet from a banned or listed network. */
    public enum Action {
        /** No answer. */
        DROP,
        /** The connection is refused at once; iptables can do that in its table filter only, behind connection tracking. */
        RESET,
        /** It is counted and passes. */
        OBSERVE
    }

    /** What iptables takes in one rule. */
    private static final int MOST_PORTS = 15;

    /** A set's name has at most 31 characters, ours and a chain's have the longest ending. */
    private static final Pattern NAME = Pattern.compile("[a-zA-Z][a-zA-Z0-9_]{0,24}");

    /**
     * Takes the settings.
     *
     * @throws IllegalArgumentException when one is out of bounds; the message says which
     */
    public IpsetSettings {
        ports = Set.copyOf(ports);
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "firewall.table has 1 to 25 letters, digits and _ for ipset, and begins with a letter: " + name);
        }
        if (ports.isEmpty() || ports.size() > MOST_PORTS) {
            throw new IllegalArgumentException(
                    "firewall.ports has 1 to " + MOST_PORTS + " ports for iptables: " + ports);
        }
    }

    /** The ports in their order, as iptables writes them. */
    String portList() {
        return new TreeSet<>(ports).stream().map(String::valueOf).collect(Collectors.joining(","));
    }

    /** The own chain. */
    String chain() {
        return name.toUpperCase(Locale.ROOT);
    }

    /** How long a call may take that writes or reads so many elements. */
    Duration patienceFor(int elements) {
        return patience.plusSeconds(elements / 5000);
    }
}
