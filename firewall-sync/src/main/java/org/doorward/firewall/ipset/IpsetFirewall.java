package org.doorward.firewall.ipset;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.doorward.firewall.BanChanges;
import org.doorward.firewall.BanLength;
import org.doorward.firewall.BanSet;
import org.doorward.firewall.Firewall;
import org.doorward.firewall.FirewallBan;
import org.doorward.firewall.FirewallException;
import org.doorward.firewall.FirewallException.Kind;
import org.doorward.firewall.Wanted;
import org.doorward.firewall.ipset.IptablesRules.Found;
import org.doorward.firewall.tool.Tool;
import org.doorward.store.net.Cidr;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * ipset, with rules of iptables and ip6tables in a chain of its own. Needs CAP_NET_ADMIN (and CAP_NET_RAW for iptables' older kind) and the
 * packages ipset and iptables.
 *
 * <p>What it cannot, beside nftables:
 *
 * <ul>
 *   <li>A time-out is 24.8 days at most. A longer ban gets that, and the audit pushes it again when half of it is over: without audits (more
 *       bans than {@code firewall.audit_limit}) it would lapse then.
 *   <li>{@code ipset restore} is no transaction. What fails may be done in part; the loop makes all of it anew then. A rebuild swaps one set
 *       after the other: a client whose ban moves from an address to its /24 or back may pass for a moment.
 *   <li>Nobody learns who knocks: {@link #knocks} is always empty, so bans are not renewed by knocking. {@link #watch} tells nothing: what was
 *       taken away is seen by the next look.
 *   <li>A reset is made in the table filter, behind connection tracking and behind redirects to other ports.
 * </ul>
 */
public final class IpsetFirewall implements Firewall {

    private static final Logger LOG = LoggerFactory.getLogger(IpsetFirewall.class);

    /** The kernel lets go of a set some moments after the rule that used it. */
    private static final int DESTROY_ATTEMPTS = 50;

    private static final int SHOWN = 20;

    private final IpsetSettings settings;
    private final IpsetSets sets;
    private final Tool ipset;
    private final List<Family> families;

    /** The ends of bans that are longer than a time-out can be. */
    private final Map<Cidr, Long> longEnds = new HashMap<>();

    /** The rules of IPv4 or IPv6, and the programs for them. */
    private record Family(IptablesRules rules, Tool save, Tool restore) {}

    /** A firewall that does nothing until it is asked. */
    public IpsetFirewall(IpsetSettings settings) {
        this.settings = settings;
        this.sets = new IpsetSets(settings);
        this.ipset = tool("ipset");
        this.families = List.of(
                new Family(new IptablesRules(settings, false), tool("iptables-save"), tool("iptables-restore")),
                new Family(new IptablesRules(settings, true), tool("ip6tables-save"), tool("ip6tables-restore")));
    }

    private Tool tool(String program) {
        return new Tool(settings.programs().apply(program));
    }

    @Override
    public String name() {
        return "ipset";
    }

    @Override
    public void rebuild(Wanted wanted, Instant now) throws FirewallException {
        Map<String, List<String>> content = new LinkedHashMap<>(IpsetSets.networks(wanted.allow(), wanted.drop()));
        content.putAll(sets.timed(wanted.bans().all(), now));
        restore(sets.fill(names(), content), wanted.bans().size());
        for (Family family : families) {
            change(family, family.rules().make(find(family)));
        }
        longEnds.clear();
        note(wanted.bans().all(), now);
    }

    private void note(Iterable<FirewallBan> begun, Instant now) {
        for (FirewallBan ban : begun) {
            if (!BanLength.fits(ban.network())) {
                LOG.error("{} is left out of the firewall: only {} can be banned", ban.network(), BanLength.values());
            }
            if (ban.until() - now.getEpochSecond() > IpsetSets.LONGEST) {
                longEnds.put(ban.network(), ban.until());
            } else {
                longEnds.remove(ban.network());
            }
        }
    }

    private Set<String> names() throws FirewallException {
        return ipset.must("", settings.patience(), "list", "-n").lines().collect(Collectors.toSet());
    }

    private void restore(String script, int elements) throws FirewallException {
        if (!script.isEmpty()) {
            ipset.must(script, settings.patienceFor(elements), "-exist", "restore");
        }
    }

    private Found find(Family family) throws FirewallException {
        return family.rules()
                .find(family.save()
                        .must(
                                "",
                                settings.patience(),
                                "-c",
                                "-t",
                                family.rules().table()));
    }

    private void change(Family family, String script) throws FirewallException {
        family.restore().must(script, settings.patience(), "--noflush", "-w", "5");
    }

    @Override
    public void apply(BanChanges changes, Instant now) throws FirewallException {
        if (changes.size() > MOST_CHANGES) {
            throw new IllegalArgumentException(changes.size() + " changes at once; at most " + MOST_CHANGES);
        }
        restore(sets.apply(changes, now), changes.size());
        changes.end().forEach(longEnds::remove);
        note(changes.begin(), now);
    }

    @Override
    public void replace(List<Cidr> allow, List<Cidr> drop) throws FirewallException {
        restore(sets.fill(names(), IpsetSets.networks(allow, drop)), allow.size() + drop.size());
    }

    @Override
    public Look look() throws FirewallException {
        List<String> differences = new ArrayList<>(sets.differences(ipset.must("", settings.patience(), "list", "-t")));
        Map<String, Long> counters = new HashMap<>();
        boolean made = false;
        boolean asleep = false;
        for (Family family : families) {
            Found found = find(family);
            String version = families.indexOf(family) == 0 ? "4" : "6";
            made |= found.made();
            asleep |= found.asleep();
            if (found.made()) {
                counters.put("banned" + version, found.banned());
                counters.put("dropped" + version, found.dropped());
            }
            differences.addAll(family.rules().differences(found));
        }
        if (!made) {
            return new Look(State.GONE, "there is no chain " + settings.chain(), Map.of());
        }
        if (asleep) {
            return new Look(State.ASLEEP, "the chain " + settings.chain() + " begins with a return", counters);
        }
        return new Look(
                differences.isEmpty() ? State.IN_PLACE : State.ALTERED, String.join("; ", differences), counters);
    }

    /**
     * All bans that are there. One that is longer than a time-out can be is shown with its real end until half of its time-out is over; then
     * with the time-out's, which has the audit push it again.
     */
    @Override
    public BanSet read(Instant now) throws FirewallException {
        String saved = ipset.must("", settings.patienceFor(settings.mostElements()), "save");
        List<FirewallBan> bans = new ArrayList<>();
        saved.lines()
                .forEach(line -> sets.element(line)
                        .ifPresent(element -> bans.add(new FirewallBan(element.network(), until(element, now), ""))));
        return BanSet.of(bans);
    }

    private long until(IpsetSets.Element element, Instant now) {
        if (element.rest() == 0) {
            return Long.MAX_VALUE;
        }
        long ends = now.getEpochSecond() + element.rest();
        long real = longEnds.getOrDefault(element.network(), ends);
        return element.rest() > IpsetSets.LONGEST / 2 ? Math.max(real, ends) : ends;
    }

    /** Always empty: nothing notes who knocks. */
    @Override
    public List<Knock> knocks() {
        return List.of();
    }

    /**
     * Puts a return before all other rules of the chain, or takes it out. Not the hook: a chain without it looks like one that somebody's
     * flush has unhooked, which has to be healed.
     */
    @Override
    public void sleep(boolean asleep) throws FirewallException {
        for (Family family : families) {
            Found found = find(family);
            if (!found.made()) {
                throw new FirewallException(Kind.GONE, "there is no chain " + settings.chain() + " to put to sleep");
            }
            if (found.asleep() != asleep) {
                change(family, family.rules().sleep(asleep));
            }
        }
    }

    /** The lines of {@code ipset save}, then those of {@code iptables-save} and {@code ip6tables-save}, of what is ours. */
    @Override
    public String save() throws FirewallException {
        if (look().state() == State.GONE) {
            return "";
        }
        StringBuilder text = new StringBuilder();
        ipset.must("", settings.patienceFor(settings.mostElements()), "save")
                .lines()
                .filter(line -> line.contains(" " + settings.name() + "_"))
                .forEach(line -> text.append(line).append('\n'));
        for (Family family : families) {
            Found found = find(family);
            text.append("rules\n");
            found.chain().forEach(rule -> text.append(rule).append('\n'));
            found.hooks().forEach(rule -> text.append(rule).append('\n'));
        }
        return text.toString();
    }

    @Override
    public void restore(String saved) throws FirewallException {
        if (saved.isEmpty()) {
            remove();
            return;
        }
        String[] parts = saved.split("(?m)^rules\n", -1);
        if (parts.length != 3) {
            throw new FirewallException(Kind.REFUSED, "what was saved is not the text of sets and rules");
        }
        restore(sets.refill(names(), parts[0].lines().toList()), settings.mostElements());
        for (Family family : families) {
            Found was = family.rules().find(parts[families.indexOf(family) + 1]);
            change(family, family.rules().make(find(family), was.chain(), was.hooks()));
        }
    }

    @Override
    public void remove() throws FirewallException {
        for (Family family : families) {
            Found found = find(family);
            if (found.made() || !found.hooks().isEmpty()) {
                change(family, family.rules().remove(found));
            }
        }
        longEnds.clear();
        for (int attempt = 1; true; attempt++) {
            try {
                restore(sets.remove(names()), 0);
                return;
            } catch (FirewallException e) {
                if (attempt == DESTROY_ATTEMPTS
                        || !String.valueOf(e.getMessage()).contains("in use")) {
                    throw e;
                }
            }
        }
    }

    @Override
    public String plan(Wanted wanted, Instant now) {
        Map<String, List<String>> content = new LinkedHashMap<>(IpsetSets.networks(wanted.allow(), wanted.drop()));
        content.putAll(sets.timed(wanted.bans().all(), now));
        content.replaceAll((set, lines) -> shown(lines));
        StringBuilder text = new StringBuilder("# ipset -exist restore\n").append(sets.fill(Set.of(), content));
        for (Family family : families) {
            text.append(families.indexOf(family) == 0 ? "# iptables" : "# ip6tables")
                    .append("-restore --noflush\n");
            text.append(family.rules().make(new Found(false, List.of(), List.of(), 0, 0)));
        }
        return text.toString();
    }

    private static List<String> shown(List<String> lines) {
        List<String> some = new ArrayList<>(lines.stream().sorted().limit(SHOWN).toList());
        if (lines.size() > SHOWN) {
            some.add("... and " + (lines.size() - SHOWN) + " more");
        }
        return some;
    }

    /** Tells nothing; the next look sees it. */
    @Override
    public void watch(Runnable gone) {}

    @Override
    public void close() {}
}
