package org.doorward.firewall.ipset;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.doorward.firewall.ipset.IpsetSettings.Action;

/**
 * The rules of one family, as {@code iptables-save} lists them and {@code iptables-restore --noflush} takes them: all in one step, and
 * other rules of the table stay.
 *
 * <p>A chain whose first rule is {@code -j RETURN} is asleep.
 */
final class IptablesRules {

    /** The rule that puts the chain to sleep. */
    private static final String SLEEP = " -j RETURN";

    private static final Pattern COUNTED = Pattern.compile("\\[([0-9]{1,18}):[0-9]+] (-A .*)");

    private final IpsetSettings settings;
    private final boolean v6;

    IptablesRules(IpsetSettings settings, boolean v6) {
        this.settings = settings;
        this.v6 = v6;
    }

    /**
     * What is there of ours.
     *
     * @param made whether the chain is there
     * @param chain the chain's rules
     * @param hooks the rules of other chains that lead to it
     * @param banned packets of banned networks
     * @param dropped packets of listed networks
     */
    record Found(boolean made, List<String> chain, List<String> hooks, long banned, long dropped) {

        boolean asleep() {
            return !chain.isEmpty()
                    && chain.get(0).endsWith(SLEEP)
                    && chain.get(0).split(" ", -1).length == 4;
        }
    }

    /** The table: only filter knows how to answer with a reset. */
    String table() {
        return settings.action() == Action.RESET ? "filter" : "raw";
    }

    /** Reads the listing of {@link #table}. */
    Found find(String saved) {
        String own = "-A " + settings.chain() + " ";
        List<String> chain = new ArrayList<>();
        List<String> hooks = new ArrayList<>();
        boolean made = false;
        long banned = 0;
        long dropped = 0;
        for (String line : saved.lines().toList()) {
            Matcher counted = COUNTED.matcher(line);
            String rule = counted.matches() ? counted.group(2) : line.strip();
            made |= rule.startsWith(":" + settings.chain() + " ");
            if (rule.startsWith(own)) {
                chain.add(rule);
                long packets = counted.matches() ? Long.parseLong(counted.group(1)) : 0;
                banned += IpsetSets.bans(v6).stream().anyMatch(set -> tests(rule, set)) ? packets : 0;
                dropped += tests(rule, IpsetSets.drop(v6)) ? packets : 0;
            } else if (rule.startsWith("-A ") && rule.endsWith(" -j " + settings.chain())) {
                hooks.add(rule);
            }
        }
        return new Found(made, chain, hooks, banned, dropped);
    }

    private boolean tests(String rule, String set) {
        return rule.contains(" --match-set " + settings.name() + set + " ");
    }

    /** The chain's rules as they are listed. */
    List<String> chain() {
        List<String> rules = new ArrayList<>();
        rules.add(rule("", IpsetSets.allow(v6), " -j RETURN"));
        List<String> sets = new ArrayList<>(IpsetSets.bans(v6));
        sets.add(IpsetSets.drop(v6));
        for (String set : sets) {
            rules.add(
                    switch (settings.action()) {
                        case DROP -> rule("", set, " -j DROP");
                        case RESET -> rule(" -p tcp", set, " -j REJECT --reject-with tcp-reset");
                        case OBSERVE -> rule("", set, "");
                    });
        }
        return rules;
    }

    private String rule(String protocol, String set, String target) {
        return "-A " + settings.chain() + protocol + " -m set --match-set " + settings.name() + set + " src" + target;
    }

    /** The rules that lead to the chain. */
    List<String> hooks() {
        List<String> from = settings.action() == Action.RESET ? List.of("FORWARD", "INPUT") : List.of("PREROUTING");
        return from.stream()
                .map(chain -> "-A " + chain + " -p tcp -m multiport --dports " + settings.portList() + " -j "
                        + settings.chain())
                .toList();
    }

    /** Makes all as it should be; the hooks come first in their chains, whatever else was put before them. */
    String make(Found found) {
        return make(found, chain(), hooks());
    }

    /** The same with other rules, which were listed once. */
    String make(Found found, List<String> chain, List<String> hooks) {
        StringBuilder text = new StringBuilder("*" + table() + "\n");
        text.append(':').append(settings.chain()).append(" - [0:0]\n");
        chain.forEach(rule -> text.append(rule).append('\n'));
        unhook(text, found);
        hooks.forEach(
                hook -> text.append(hook.replaceFirst("^-A (\\S+)", "-I $1 1")).append('\n'));
        return text.append("COMMIT\n").toString();
    }

    /** Takes all of it away. */
    String remove(Found found) {
        StringBuilder text = new StringBuilder("*" + table() + "\n");
        unhook(text, found);
        if (found.made()) {
            text.append("-F ").append(settings.chain()).append('\n');
            text.append("-X ").append(settings.chain()).append('\n');
        }
        return text.append("COMMIT\n").toString();
    }

    private static void unhook(StringBuilder text, Found found) {
        found.hooks()
                .forEach(hook -> text.append("-D").append(hook.substring(2)).append('\n'));
    }

    /** Puts the chain to sleep, or wakes it. */
    String sleep(boolean asleep) {
        String what = asleep ? "-I " + settings.chain() + " 1" : "-D " + settings.chain();
        return "*" + table() + "\n" + what + SLEEP + "\nCOMMIT\n";
    }

    /** In what the rules differ from those that were made. */
    List<String> differences(Found found) {
        String program = v6 ? "ip6tables" : "iptables";
        List<String> differences = new ArrayList<>();
        if (!found.made()) {
            differences.add(program + " has no chain " + settings.chain());
        } else if (!found.chain().equals(chain())) {
            differences.add("the chain " + settings.chain() + " of " + program + " has other rules");
        }
        if (!found.hooks().stream().sorted().toList().equals(hooks())) {
            differences.add("the chain " + settings.chain() + " of " + program + " is not at its hook");
        }
        return differences;
    }
}
