package org.doorward.firewall.routes;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.doorward.firewall.BanChanges;
import org.doorward.firewall.BanLength;
import org.doorward.firewall.BanSet;
import org.doorward.firewall.Firewall;
import org.doorward.firewall.FirewallBan;
import org.doorward.firewall.FirewallException;
import org.doorward.firewall.FirewallException.Kind;
import org.doorward.firewall.Wanted;
import org.doorward.firewall.routes.Routes.RouteType;
import org.doorward.firewall.routes.RoutingTable.Rules;
import org.doorward.firewall.tool.HeldBans;
import org.doorward.firewall.tool.Tool;
import org.doorward.store.net.Cidr;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Blackhole routes in a routing table of their own, by {@code ip -batch}: what this host would answer to a banned network goes nowhere.
 * Needs CAP_NET_ADMIN and iproute2.
 *
 * <p>What it cannot:
 *
 * <ul>
 *   <li><b>Ports. A ban cuts everything between this host and the network, SSH included</b>, and what it forwards to there. Whoever may be
 *       banned and yet has to reach you belongs on the never-ban list.
 *   <li>SYNs still arrive (unless {@code rp_filter} is on): only the answers are dropped. {@code reset} and {@code observe} do not exist.
 *   <li>Routes have no time-outs. This removes those that are over at each look and each change, so a ban may last {@code
 *       firewall.look_every} longer, and while the worker does not run <b>no ban ends</b>: set {@code firewall.on_stop = "remove"}. After a
 *       start the first rebuild removes what is over.
 *   <li>A rebuild or a change is no transaction; what wins is made first, and nothing is taken away that is to stay.
 *   <li>No counters, and nobody learns who knocks. What was saved is restored without ends: until the next rebuild nothing of it ends.
 *   <li>A look compares the routes themselves only up to {@link #LOOKED_AT} bans; beyond, the audit finds those that somebody deleted.
 * </ul>
 *
 * <p>Allowed networks do win: inside a banned network they get a route that leads on to the other tables, and a banned network inside an
 * allowed one is refused, with an error in the log.
 */
public final class RoutesFirewall implements Firewall {

    private static final Logger LOG = LoggerFactory.getLogger(RoutesFirewall.class);

    /** Listing so many routes takes some 50 ms. */
    private static final int LOOKED_AT = 20_000;

    private static final int SHOWN = 20;

    private final List<RoutingTable> tables;
    private final InstantSource clock;
    private final HeldBans held = new HeldBans();
    private Routes routes = Routes.NONE;
    private boolean made;

    /**
     * A firewall that does nothing until it is asked.
     *
     * @param ip the program {@code ip}, with what comes before its arguments
     * @param patience how long a call may take; it gets a second more for each 5,000 routes
     * @param clock tells which bans are over
     */
    public RoutesFirewall(List<String> ip, Duration patience, InstantSource clock) {
        Tool tool = new Tool(ip);
        this.tables = List.of(new RoutingTable(tool, patience, false), new RoutingTable(tool, patience, true));
        this.clock = clock;
    }

    @Override
    public String name() {
        return "routes";
    }

    @Override
    public void rebuild(Wanted wanted, Instant now) throws FirewallException {
        routes = new Routes(wanted.allow(), wanted.drop());
        held.replace(sound(wanted.bans().all(), now));
        made = true;
        equal(now);
        for (RoutingTable table : tables) {
            table.wake(true);
        }
    }

    /** Those that stand and can be banned. */
    private List<FirewallBan> sound(Collection<FirewallBan> bans, Instant now) {
        List<FirewallBan> sound = new ArrayList<>();
        for (FirewallBan ban : bans) {
            if (!BanLength.fits(ban.network())) {
                LOG.error("{} is not banned: only {} can be", ban.network(), List.of(BanLength.values()));
            } else if (routes.isAllowed(ban.network())) {
                LOG.error("{} is not banned: it lies in a network that must pass", ban.network());
            } else if (ban.until() > now.getEpochSecond()) {
                sound.add(ban);
            }
        }
        return sound;
    }

    /** Makes the kernel's routes equal to those that there should be. */
    private void equal(Instant now) throws FirewallException {
        held.end(held.over(now));
        Map<Cidr, RouteType> wanted = wanted();
        for (RoutingTable table : tables) {
            Map<Cidr, RouteType> found = table.routes();
            Map<Cidr, RouteType> put = new HashMap<>();
            wanted.forEach((network, type) -> {
                if (table.isOf(network) && found.get(network) != type) {
                    put.put(network, type);
                }
            });
            table.put(put);
            Set<Cidr> delete = new HashSet<>(found.keySet());
            delete.removeAll(wanted.keySet());
            table.delete(delete);
        }
    }

    private Map<Cidr, RouteType> wanted() {
        return routes.all(held.all().all().stream().map(FirewallBan::network).toList());
    }

    @Override
    public void apply(BanChanges changes, Instant now) throws FirewallException {
        if (changes.size() > MOST_CHANGES) {
            throw new IllegalArgumentException(changes.size() + " changes at once; at most " + MOST_CHANGES);
        }
        Set<Cidr> end = new HashSet<>(changes.end());
        end.addAll(held.over(now));
        changes.begin().forEach(ban -> end.remove(ban.network()));
        for (FirewallBan ban : changes.begin()) {
            if (ban.until() <= now.getEpochSecond()) {
                end.add(ban.network());
            }
        }
        release(end);
        List<FirewallBan> begin = sound(changes.begin(), now);
        Map<Cidr, RouteType> put = new HashMap<>();
        begin.forEach(ban -> routes.of(ban.network(), true).ifPresent(type -> put.put(ban.network(), type)));
        // Noted before it is done: what was done in part has to end, too.
        held.begin(begin);
        for (RoutingTable table : tables) {
            table.put(only(table, put));
        }
    }

    private static Map<Cidr, RouteType> only(RoutingTable table, Map<Cidr, RouteType> some) {
        Map<Cidr, RouteType> own = new HashMap<>(some);
        own.keySet().removeIf(network -> !table.isOf(network));
        return own;
    }

    private void release(Set<Cidr> networks) throws FirewallException {
        for (RoutingTable table : tables) {
            table.delete(networks.stream()
                    .filter(table::isOf)
                    .filter(network -> routes.of(network, false).isEmpty())
                    .toList());
        }
        held.end(networks);
    }

    @Override
    public void replace(List<Cidr> allow, List<Cidr> drop) throws FirewallException {
        routes = new Routes(allow, drop);
        Instant now = clock.instant();
        held.replace(sound(held.all().all(), now));
        equal(now);
    }

    /** Looks at the rules, and at the routes where they are few; removes the bans that are over. */
    @Override
    public Look look() throws FirewallException {
        release(new HashSet<>(held.over(clock.instant())));
        boolean asleep = false;
        int awake = 0;
        for (RoutingTable table : tables) {
            Rules rules = table.rules();
            asleep |= rules.asleep();
            awake += rules.awake() ? 1 : 0;
        }
        if (asleep) {
            return new Look(State.ASLEEP, "the rule 213 leads to the table for no interface", Map.of());
        }
        if (awake == 0) {
            return new Look(State.GONE, "no rule leads to the routing table 213", Map.of());
        }
        String detail = awake < tables.size() ? "a rule that leads to the routing table 213 is missing" : missing();
        return new Look(detail.isEmpty() ? State.IN_PLACE : State.ALTERED, detail, Map.of());
    }

    private String missing() throws FirewallException {
        // Another process than the worker, such as a command, has nothing to compare with.
        if (!made || held.size() > LOOKED_AT) {
            return "";
        }
        Map<Cidr, RouteType> wanted = new HashMap<>(wanted());
        for (RoutingTable table : tables) {
            table.routes().forEach(wanted::remove);
        }
        return wanted.isEmpty() ? "" : wanted.size() + " routes of the table 213 are missing";
    }

    /** All blackholes that are not of drop lists. One that this has not made never ends. */
    @Override
    public BanSet read(Instant now) throws FirewallException {
        List<FirewallBan> bans = new ArrayList<>();
        for (RoutingTable table : tables) {
            table.routes()
                    .forEach((network, type) -> held.get(network).ifPresentOrElse(bans::add, () -> {
                        if (type == RouteType.BLACKHOLE && !routes.drops(network)) {
                            bans.add(new FirewallBan(network, Long.MAX_VALUE, ""));
                        }
                    }));
        }
        return BanSet.of(bans);
    }

    /** Always empty: nothing notes who knocks. */
    @Override
    public List<Knock> knocks() {
        return List.of();
    }

    /** Has the rule lead to the table for no packet, or for all again. */
    @Override
    public void sleep(boolean asleep) throws FirewallException {
        for (RoutingTable table : tables) {
            Rules rules = table.rules();
            if (!rules.awake() && !rules.asleep()) {
                throw new FirewallException(Kind.GONE, "no rule leads to the routing table 213");
            }
            table.wake(!asleep);
        }
    }

    /** The routes, one a line, without ends. */
    @Override
    public String save() throws FirewallException {
        if (look().state() == State.GONE) {
            return "";
        }
        StringBuilder text = new StringBuilder("routes\n");
        for (RoutingTable table : tables) {
            table.routes()
                    .forEach((network, type) ->
                            text.append(type).append(' ').append(network).append('\n'));
        }
        return text.toString();
    }

    @Override
    public void restore(String saved) throws FirewallException {
        if (saved.isEmpty()) {
            remove();
            return;
        }
        Map<Cidr, RouteType> wanted = new HashMap<>();
        for (String line : saved.lines().toList()) {
            for (RouteType type : RouteType.values()) {
                if (line.startsWith(type + " ")) {
                    Cidr.parse(line.substring(type.name().length() + 1))
                            .ifPresent(network -> wanted.put(network, type));
                }
            }
        }
        made = false;
        held.replace(List.of());
        for (RoutingTable table : tables) {
            table.put(only(table, wanted));
            Set<Cidr> delete = new HashSet<>(table.routes().keySet());
            delete.removeAll(wanted.keySet());
            table.delete(delete);
            table.wake(true);
        }
    }

    @Override
    public void remove() throws FirewallException {
        for (RoutingTable table : tables) {
            table.remove();
        }
        made = false;
        held.replace(List.of());
        routes = Routes.NONE;
    }

    @Override
    public String plan(Wanted wanted, Instant now) {
        Routes planned = new Routes(wanted.allow(), wanted.drop());
        List<Cidr> banned = wanted.bans().only(ban -> ban.until() > now.getEpochSecond()).all().stream()
                .map(FirewallBan::network)
                .toList();
        Map<Cidr, RouteType> all = planned.all(banned);
        StringBuilder text = new StringBuilder("# routing table 213 of ip -4 and ip -6; a ban cuts every port\n");
        all.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .limit(SHOWN)
                .forEach(route -> text.append(route.getValue() == RouteType.THROW ? "throw " : "blackhole ")
                        .append(route.getKey())
                        .append('\n'));
        if (all.size() > SHOWN) {
            text.append("# and ").append(all.size() - SHOWN).append(" more\n");
        }
        return text.toString();
    }

    /** Tells nothing; the next look sees it. */
    @Override
    public void watch(Runnable gone) {}

    @Override
    public void close() {}
}
