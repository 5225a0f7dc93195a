package org.doorward.firewall.nft;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * How the table of nftables is made, and how {@code nft} is run.
 *
 * @param table the table's name, in the family {@code inet}; all in it is ours
 * @param ports the TCP ports that bans close; nothing else is ever touched
 * @param action what becomes of a packet
 * @param mostElements how many bans each of the three sets is to hold; the kernel needs some 64 bytes for an IPv4 ban, 96 for an IPv6 one
 * @param mostKnocks how many networks that knock are counted at a time, for each length; about 100 bytes each while they are counted
 * @param program the program and what comes before its arguments
 * @param patience how long one call may take; whole rebuilds get a second more for each 10,000 elements, readings two
 */
public record NftSettings(
        String table,
        Set<Integer> ports,
        Action action,
        int mostElements,
        int mostKnocks,
        List<String> program,
        Duration patience) {

    /** What becomes of a packet from a banned or listed network. */
    public enum Action {
        /** No answer. */
        DROP,
        /** The connection is refused at once. */
        RESET,
        /** It is counted and passes. */
        OBSERVE
    }

    /** Some more than the mail services have. A list beyond that is a mistake. */
    private static final int MOST_PORTS = 16;

    /** The names that need no quotes in any version of nft. */
    private static final Pattern NAME = Pattern.compile("[a-zA-Z][a-zA-Z0-9_]{0,29}");

    /** As most hosts need it: port 25 is closed without an answer, for up to 500,000 bans of each length. */
    public static final NftSettings DEFAULT = new NftSettings(
            "doorward", Set.of(25), Action.DROP, 500_000, 65_536, List.of("/usr/sbin/nft"), Duration.ofSeconds(15));

    /**
     * Takes the settings.
     *
     * @throws IllegalArgumentException when one is out of bounds; the message says which
     */
    public NftSettings {
        ports = Set.copyOf(ports);
        program = List.copyOf(program);
        require(
                NAME.matcher(table).matches(),
                "the table's name has 1 to 30 letters, digits and _, and begins with a letter: " + table);
        require(
                !ports.isEmpty() && ports.size() <= MOST_PORTS && ports.stream().allMatch(p -> p > 0 && p < 65_536),
                "there are 1 to " + MOST_PORTS + " ports, each from 1 to 65535: " + ports);
        require(mostElements > 0, "a set holds at least one element: " + mostElements);
        require(mostKnocks > 0, "at least one network that knocks is counted: " + mostKnocks);
        require(!program.isEmpty(), "there is no program");
        require(patience.toMillis() > 0, "a call may take some time: " + patience);
    }

    private static void require(boolean holds, String problem) {
        if (!holds) {
            throw new IllegalArgumentException(problem);
        }
    }

    /** The same for another table. */
    public NftSettings withTable(String other) {
        return new NftSettings(other, ports, action, mostElements, mostKnocks, program, patience);
    }

    /** The same for other ports. */
    public NftSettings withPorts(Set<Integer> others) {
        return new NftSettings(table, others, action, mostElements, mostKnocks, program, patience);
    }

    /** The same with another action. */
    public NftSettings withAction(Action other) {
        return new NftSettings(table, ports, other, mostElements, mostKnocks, program, patience);
    }

    /** The same with other sizes. */
    public NftSettings withMost(int elements, int knocks) {
        return new NftSettings(table, ports, action, elements, knocks, program, patience);
    }

    /** The same with another program. */
    public NftSettings withProgram(List<String> other) {
        return new NftSettings(table, ports, action, mostElements, mostKnocks, other, patience);
    }

    /** The same with another patience. */
    public NftSettings withPatience(Duration other) {
        return new NftSettings(table, ports, action, mostElements, mostKnocks, program, other);
    }

    /** The ports in their order, as nft reads a set of them: {@code { 25, 587 }}. */
    String portSet() {
        StringBuilder text = new StringBuilder("{");
        String comma = " ";
        for (int port : new TreeSet<>(ports)) {
            text.append(comma).append(port);
            comma = ", ";
        }
        return text.append(" }").toString();
    }

    /** How long a call may take that writes so many elements. */
    Duration patienceFor(int elements) {
        return patience.plusSeconds(elements / 10_000);
    }

    /** How long a call may take that reads a set of so many: on a busy machine half a million were seen to take a minute. */
    Duration patienceToRead(int elements) {
        return patience.plusSeconds(2L * elements / 10_000);
    }
}
