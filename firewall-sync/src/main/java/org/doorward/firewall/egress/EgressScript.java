package org.doorward.firewall.egress;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.zip.CRC32;
import org.doorward.firewall.Firewall.Look;
import org.doorward.firewall.egress.EgressSettings.Mode;
import org.doorward.firewall.nft.NftTable;
import org.doorward.store.net.Cidr;
import org.doorward.store.net.CidrMerge;

/**
 * The lock's table as a transaction of nftables, and how it looks once it is there. Pure.
 *
 * <p>It looks at the first packet of a connection only, by its flags: so it needs no connection tracking, and what is open already goes on.
 * Counting stands in rules of its own before the refusal: when a set is full, a rule that counts there does not match, and if it refused too
 * whoever fills the set would get through.
 *
 * <p>Each rule has a comment with its place and a fingerprint of the whole table ({@code doorward 3/8 5f2c91d0}), by which a look tells
 * whether they are as they were made. The sets of those who may pass are constant: no look reads elements, so the kernel has to see to it that
 * nobody puts the whole world in there.
 */
final class EgressScript {

    /** The table, which no other part of Doorward and nobody else uses. */
    static final String TABLE = "doorward_egress";

    /** The counter of what is not allowed. */
    static final String ROGUE = "rogue";

    /** The counter of what is allowed. */
    static final String ALLOWED = "allowed";

    /** The set with the users of this host who tried. */
    static final String ROGUE_USERS = "rogue_users";

    /** The set with the IPv4 hosts behind this router that tried. */
    static final String ROGUE_V4 = "rogue4";

    /** The set with the IPv6 hosts behind this router that tried. */
    static final String ROGUE_V6 = "rogue6";

    /** More machines than one router has behind it that all send spam. */
    private static final int MOST_ROGUES = 4096;

    private final StringBuilder declared = new StringBuilder(2000);
    private final Map<String, List<String>> chains = new LinkedHashMap<>();
    private final Map<String, String> hooks = new LinkedHashMap<>();

    /**
     * The table of a lock.
     *
     * @param settings what it does
     * @param uids the numbers of the allowed users
     * @param local networks to which everybody may connect: they are not the world
     */
    EgressScript(EgressSettings settings, Collection<Long> uids, Collection<Cidr> local) {
        add(declared, "counter", ALLOWED);
        add(declared, "counter", ROGUE);
        networks("local", CidrMerge.merge(local));
        if (settings.where().output()) {
            output(uids, settings.mode());
        }
        if (settings.where().forward()) {
            networks("allow", CidrMerge.merge(settings.hosts()));
            forward(settings.mode());
        }
    }

    /** Puts the lock in place, in one step and whatever was there before. */
    String install() {
        StringBuilder script = new StringBuilder(4000);
        script.append(remove())
                .append("add table inet ")
                .append(TABLE)
                .append('\n')
                .append(declared);
        Map<String, List<String>> comments = comments();
        chains.forEach((name, rules) -> {
            String hook = hooks.get(name);
            add(script, "chain", hook == null ? name : name + " { " + hook + " }");
            for (int i = 0; i < rules.size(); i++) {
                String comment = comments.getOrDefault(name, List.of()).get(i);
                add(script, "rule", name + " " + rules.get(i) + " comment \"" + comment + "\"");
            }
        });
        return script.toString();
    }

    /** Takes the lock away; does no harm when there is none. */
    static String remove() {
        return "add table inet " + TABLE + "\ndelete table inet " + TABLE + "\n";
    }

    /**
     * Compares a listing, {@code nft -t -y list ruleset}, with the lock as it is made.
     *
     * @throws IOException when it ends in the middle of the lock's table
     */
    Look look(Reader ruleset) throws IOException {
        Optional<NftTable> found = NftTable.find(ruleset, TABLE);
        if (found.isEmpty()) {
            return NftTable.gone(TABLE);
        }
        NftTable table = found.get();
        table.expectCounters(List.of(ALLOWED, ROGUE));
        table.expectChains(comments(), hooks);
        return table.look();
    }

    private Map<String, List<String>> comments() {
        CRC32 sum = new CRC32();
        sum.update((declared + "\n" + chains).getBytes(StandardCharsets.US_ASCII));
        String fingerprint = HexFormat.of().toHexDigits(sum.getValue(), 8);
        int all = chains.values().stream().mapToInt(List::size).sum();
        Map<String, List<String>> comments = new LinkedHashMap<>();
        int number = 0;
        for (Map.Entry<String, List<String>> chain : chains.entrySet()) {
            List<String> ofChain = new ArrayList<>();
            for (int i = 0; i < chain.getValue().size(); i++) {
                ofChain.add("doorward " + ++number + "/" + all + " " + fingerprint);
            }
            comments.put(chain.getKey(), ofChain);
        }
        return comments;
    }

    private void networks(String name, List<Cidr> networks) {
        for (boolean v6 : new boolean[] {false, true}) {
            String set = name + (v6 ? "6" : "4");
            String type = v6 ? "ipv6_addr" : "ipv4_addr";
            add(declared, "set", set + " { type " + type + "; flags constant, interval; }");
            String elements = networks.stream()
                    .filter(network -> network.address().isV6() == v6)
                    .map(Cidr::toString)
                    .collect(Collectors.joining(", "));
            if (!elements.isEmpty()) {
                add(declared, "element", set + " { " + elements + " }");
            }
        }
    }

    private void output(Collection<Long> uids, Mode mode) {
        rogues(ROGUE_USERS, "typeof meta skuid");
        List<String> rules = local("from_here");
        if (!uids.isEmpty()) {
            String numbers = new TreeSet<>(uids).stream().map(Object::toString).collect(Collectors.joining(", "));
            rules.add("meta skuid { " + numbers + " } counter name " + ALLOWED + " return");
        }
        rules.add("update @" + ROGUE_USERS + " { meta skuid counter }");
        rules.add(refusal(mode));
        hook("output", "from_here");
    }

    private void forward(Mode mode) {
        rogues(ROGUE_V4, "type ipv4_addr");
        rogues(ROGUE_V6, "type ipv6_addr");
        List<String> rules = local("through_here");
        rules.add("ip saddr @allow4 counter name " + ALLOWED + " return");
        rules.add("ip6 saddr @allow6 counter name " + ALLOWED + " return");
        rules.add("update @" + ROGUE_V4 + " { ip saddr counter }");
        rules.add("update @" + ROGUE_V6 + " { ip6 saddr counter }");
        rules.add(refusal(mode));
        hook("forward", "through_here");
    }

    /** A chain that lets pass what goes nowhere. */
    private List<String> local(String chain) {
        List<String> rules = new ArrayList<>(List.of("ip daddr @local4 return", "ip6 daddr @local6 return"));
        chains.put(chain, rules);
        return rules;
    }

    private void rogues(String set, String type) {
        add(declared, "set", set + " { " + type + "; flags dynamic, timeout; timeout 1d; size " + MOST_ROGUES + "; }");
    }

    private static String refusal(Mode mode) {
        return "counter name " + ROGUE + (mode == Mode.ENFORCE ? " reject with tcp reset" : "");
    }

    private void hook(String hook, String chain) {
        // The priority "filter" by its number, for so it is listed.
        hooks.put(hook, "type filter hook " + hook + " priority 0; policy accept;");
        chains.put(hook, List.of("tcp dport 25 tcp flags & (fin | syn | rst | ack) == syn jump " + chain));
    }

    /** Adds something that has its name first to the table. */
    private static void add(StringBuilder script, String what, String rest) {
        script.append("add ").append(what).append(" inet ").append(TABLE).append(' ');
        script.append(rest).append('\n');
    }
}
