package org.doorward.firewall.nft;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import org.doorward.firewall.BanLength;
import org.doorward.firewall.Firewall;

/**
 * Our table without its elements: counters, sets, chains and rules. Pure.
 *
 * <p>Each rule has a comment with its place and a fingerprint of all of them ({@code doorward 3/14 5f2c91d0}). So a look can tell without
 * understanding any rule whether they are as they were made: one that was replaced or put in by hand has no such comment, and one that is
 * missing leaves a gap.
 *
 * <p>The rule that notes a knock stands apart from the one that drops: a packet that finds the set of knocks full ends the rule that it is
 * in, and would pass otherwise.
 */
final class NftRules {

    /** Where packets come in; before connection tracking, and before other people's redirections. */
    static final String HOOK = "type filter hook prerouting priority -300; policy accept;";

    /** The chain at the hook. */
    static final String ENTRANCE = "prerouting";

    private static final String MAIL = "mail";

    private final NftSettings settings;
    private final Map<String, Set> sets = new LinkedHashMap<>();
    private final Map<String, List<String>> chains = new LinkedHashMap<>();
    private final String fingerprint;
    private final int rules;

    NftRules(NftSettings settings) {
        this.settings = settings;
        makeSets();
        makeChains();
        CRC32 sum = new CRC32();
        sum.update((sets + "\n" + chains).getBytes(StandardCharsets.US_ASCII));
        this.fingerprint = HexFormat.of().toHexDigits(sum.getValue(), 8);
        this.rules = chains.values().stream().mapToInt(List::size).sum();
    }

    /**
     * A set.
     *
     * @param type of its elements
     * @param flags in the order in which nft lists them
     * @param more what else is said of it
     */
    record Set(String type, String flags, String more) {}

    private void makeSets() {
        // Room for a whole step of changes above what is held: each change is added and deleted before it is made.
        int size = settings.mostElements() + Firewall.MOST_CHANGES;
        for (BanLength length : BanLength.values()) {
            String type = NftNames.type(length.v6());
            sets.put(NftNames.bans(length), new Set(type, "timeout", " size " + size + ";"));
            String more = " timeout 1d; size " + settings.mostKnocks() + ";";
            sets.put(NftNames.knocks(length), new Set(type, "dynamic,timeout", more));
        }
        for (String name : List.of("allow", "drop")) {
            sets.put(NftNames.ofFamily(name, false), new Set(NftNames.type(false), "interval", ""));
            sets.put(NftNames.ofFamily(name, true), new Set(NftNames.type(true), "interval", ""));
        }
    }

    private void makeChains() {
        chains.put(ENTRANCE, List.of("tcp dport " + settings.portSet() + " goto " + MAIL));
        List<String> mail = new ArrayList<>(List.of("ip saddr @allow4 accept", "ip6 saddr @allow6 accept"));
        for (BanLength length : BanLength.values()) {
            mail.add(NftNames.source(length) + " @" + NftNames.bans(length) + " goto " + NftNames.banned(length));
        }
        mail.add("ip saddr @drop4 counter name dropped4 " + verdict());
        mail.add("ip6 saddr @drop6 counter name dropped6 " + verdict());
        chains.put(MAIL, mail);
        for (BanLength length : BanLength.values()) {
            String counter = NftNames.ofFamily("banned", length.v6());
            chains.put(
                    NftNames.banned(length),
                    List.of(
                            // The dying words of a session that was cut are no knocks: they go on for minutes.
                            "tcp flags & (fin | syn | rst | ack) == syn update @" + NftNames.knocks(length) + " { "
                                    + NftNames.source(length) + " counter }",
                            "counter name " + counter + " " + verdict()));
        }
    }

    private String verdict() {
        return switch (settings.action()) {
            case DROP -> "drop";
            case RESET -> "reject with tcp reset";
            // Passes as it would without us; and no second rule counts it again.
            case OBSERVE -> "accept";
        };
    }

    /** The names of the counters. */
    static List<String> counters() {
        return List.of("banned4", "banned6", "dropped4", "dropped6");
    }

    /** The sets by their names. */
    Map<String, Set> sets() {
        return sets;
    }

    /** The comments of the rules that each chain has, in their order. */
    Map<String, List<String>> comments() {
        Map<String, List<String>> comments = new LinkedHashMap<>();
        int number = 0;
        for (Map.Entry<String, List<String>> chain : chains.entrySet()) {
            List<String> ofChain = new ArrayList<>();
            for (int i = 0; i < chain.getValue().size(); i++) {
                ofChain.add(comment(++number));
            }
            comments.put(chain.getKey(), ofChain);
        }
        return comments;
    }

    private String comment(int number) {
        return "doorward " + number + "/" + rules + " " + fingerprint;
    }

    /** Writes the counters, as they stand in a table. */
    void countersTo(StringBuilder script) {
        counters()
                .forEach(counter -> script.append("\tcounter ").append(counter).append(" {\n\t}\n"));
    }

    /** Writes the chains with their rules, as they stand in a table behind the sets that the rules name. */
    void chainsTo(StringBuilder script) {
        int number = 0;
        for (Map.Entry<String, List<String>> chain : chains.entrySet()) {
            script.append("\tchain ").append(chain.getKey()).append(" {\n");
            if (chain.getKey().equals(ENTRANCE)) {
                script.append("\t\t").append(HOOK).append('\n');
            }
            for (String rule : chain.getValue()) {
                script.append("\t\t").append(rule);
                script.append(" comment \"").append(comment(++number)).append("\"\n");
            }
            script.append("\t}\n");
        }
    }
}
