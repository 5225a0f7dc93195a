package org.doorward.firewall.egress;

import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.doorward.firewall.egress.EgressSettings.Mode;
import org.doorward.store.net.Cidr;
import org.doorward.store.net.CidrMerge;

/**
 * The lock's table as a transaction of nftables. Pure.
 *
 * <p>It looks at the first packet of a connection only, by its flags: so it needs no connection tracking, and what is open already goes on.
 * Counting stands in rules of its own before the refusal: when a set is full, a rule that counts there does not match, and if it refused too
 * whoever fills the set would get through.
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

    private final StringBuilder script = new StringBuilder(2000);

    private EgressScript() {}

    /**
     * Puts the lock in place, in one step and whatever was there before.
     *
     * @param settings what it does
     * @param uids the numbers of the allowed users
     * @param local networks to which everybody may connect: they are not the world
     */
    static String install(EgressSettings settings, Collection<Long> uids, Collection<Cidr> local) {
        EgressScript writing = new EgressScript();
        writing.table();
        writing.networks("local", CidrMerge.merge(local));
        if (settings.where().output()) {
            writing.output(uids, settings.mode());
        }
        if (settings.where().forward()) {
            writing.networks("allow", CidrMerge.merge(settings.hosts()));
            writing.forward(settings.mode());
        }
        return writing.script.toString();
    }

    /** Takes the lock away; does no harm when there is none. */
    static String remove() {
        return "add table inet " + TABLE + "\ndelete table inet " + TABLE + "\n";
    }

    private void table() {
        script.append(remove());
        script.append("add table inet ").append(TABLE).append('\n');
        add("counter", ALLOWED);
        add("counter", ROGUE);
    }

    private void networks(String name, List<Cidr> networks) {
        for (boolean v6 : new boolean[] {false, true}) {
            String set = name + (v6 ? "6" : "4");
            add("set", set + " { type " + (v6 ? "ipv6_addr" : "ipv4_addr") + "; flags interval; }");
            String elements = networks.stream()
                    .filter(network -> network.address().isV6() == v6)
                    .map(Cidr::toString)
                    .collect(Collectors.joining(", "));
            if (!elements.isEmpty()) {
                add("element", set + " { " + elements + " }");
            }
        }
    }

    private void output(Collection<Long> uids, Mode mode) {
        rogues(ROGUE_USERS, "typeof meta skuid");
        add("chain", "from_here");
        local("from_here");
        if (!uids.isEmpty()) {
            String numbers = new TreeSet<>(uids).stream().map(Object::toString).collect(Collectors.joining(", "));
            add("rule", "from_here meta skuid { " + numbers + " } counter name " + ALLOWED + " return");
        }
        add("rule", "from_here update @" + ROGUE_USERS + " { meta skuid counter }");
        refuse("from_here", mode);
        hook("output", "from_here");
    }

    private void forward(Mode mode) {
        rogues(ROGUE_V4, "type ipv4_addr");
        rogues(ROGUE_V6, "type ipv6_addr");
        add("chain", "through_here");
        local("through_here");
        add("rule", "through_here ip saddr @allow4 counter name " + ALLOWED + " return");
        add("rule", "through_here ip6 saddr @allow6 counter name " + ALLOWED + " return");
        add("rule", "through_here update @" + ROGUE_V4 + " { ip saddr counter }");
        add("rule", "through_here update @" + ROGUE_V6 + " { ip6 saddr counter }");
        refuse("through_here", mode);
        hook("forward", "through_here");
    }

    private void local(String chain) {
        add("rule", chain + " ip daddr @local4 return");
        add("rule", chain + " ip6 daddr @local6 return");
    }

    private void rogues(String set, String type) {
        add("set", set + " { " + type + "; flags dynamic, timeout; timeout 1d; size " + MOST_ROGUES + "; }");
    }

    private void refuse(String chain, Mode mode) {
        add("rule", chain + " counter name " + ROGUE + (mode == Mode.ENFORCE ? " reject with tcp reset" : ""));
    }

    private void hook(String hook, String chain) {
        add("chain", hook + " { type filter hook " + hook + " priority filter; policy accept; }");
        add("rule", hook + " tcp dport 25 tcp flags & (fin | syn | rst | ack) == syn jump " + chain);
    }

    /** Adds something that has its name first to the table. */
    private void add(String what, String rest) {
        script.append("add ").append(what).append(" inet ").append(TABLE).append(' ');
        script.append(rest).append('\n');
    }
}
