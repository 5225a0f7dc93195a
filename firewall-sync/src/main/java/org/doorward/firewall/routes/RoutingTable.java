package org.doorward.firewall.routes;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.doorward.firewall.FirewallException;
import org.doorward.firewall.routes.Routes.RouteType;
import org.doorward.firewall.tool.Tool;
import org.doorward.firewall.tool.Tool.Output;
import org.doorward.store.net.Cidr;
import org.doorward.store.net.IpAddress;

/**
 * The kernel's routing table 213 and the rule that leads to it, for IPv4 or IPv6, by {@code ip}. All that is ours bears the protocol number
 * 213, too.
 */
final class RoutingTable {

    private static final String NUMBER = "213";
    private static final String OURS = " table " + NUMBER + " protocol " + NUMBER;
    private static final String AWAKE = "rule add pref " + NUMBER + OURS;

    /** A rule for packets from an interface that does not exist: it says what it is for, and matches none. */
    private static final String NO_INTERFACE = "iif doorward-off";

    private static final String ASLEEP = "rule add pref " + NUMBER + " " + NO_INTERFACE + OURS;
    private static final String NOT_THERE = "No such process";

    private final Tool ip;
    private final Duration patience;
    private final boolean v6;

    RoutingTable(Tool ip, Duration patience, boolean v6) {
        this.ip = ip;
        this.patience = patience;
        this.v6 = v6;
    }

    /** Which rules there are. */
    record Rules(boolean awake, boolean asleep) {}

    boolean isOf(Cidr network) {
        return network.address().isV6() == v6;
    }

    private String family() {
        return v6 ? "-6" : "-4";
    }

    Rules rules() throws FirewallException {
        boolean awake = false;
        boolean asleep = false;
        for (String line : ip.must("", patience, family(), "rule", "show", "pref", NUMBER)
                .lines()
                .toList()) {
            boolean ours = line.contains("lookup " + NUMBER);
            asleep |= ours && line.contains(NO_INTERFACE);
            awake |= ours && line.startsWith(NUMBER + ":\tfrom all lookup ");
        }
        return new Rules(awake, asleep);
    }

    /** Has the kernel look into the table, or not; one of the rules says so, the other goes. */
    void wake(boolean awake) throws FirewallException {
        Rules now = rules();
        List<String> lines = new ArrayList<>();
        if (awake && !now.awake()) {
            lines.add(AWAKE);
        }
        if (!awake && !now.asleep()) {
            lines.add(ASLEEP);
        }
        if (awake && now.asleep()) {
            lines.add(ASLEEP.replace(" add ", " del "));
        }
        if (!awake && now.awake()) {
            lines.add(AWAKE.replace(" add ", " del "));
        }
        batch(lines);
    }

    /** Takes away rules and routes. */
    void remove() throws FirewallException {
        Rules now = rules();
        List<String> lines = new ArrayList<>();
        if (now.awake()) {
            lines.add(AWAKE.replace(" add ", " del "));
        }
        if (now.asleep()) {
            lines.add(ASLEEP.replace(" add ", " del "));
        }
        batch(lines);
        delete(routes().keySet());
    }

    /** The routes that are there. */
    Map<Cidr, RouteType> routes() throws FirewallException {
        Output output = ip.run("", patience.plusSeconds(30), family(), "route", "show", "table", NUMBER);
        if (output.status() != 0) {
            if (output.errors().contains("table does not exist")) {
                return Map.of();
            }
            throw ip.failure(output, family(), "route", "show", "table", NUMBER);
        }
        Map<Cidr, RouteType> routes = new HashMap<>();
        output.text().lines().forEach(line -> {
            String[] words = line.split(" ", -1);
            for (RouteType type : RouteType.values()) {
                if (words.length > 1 && words[0].equals(word(type))) {
                    network(words[1]).ifPresent(network -> routes.put(network, type));
                }
            }
        });
        return routes;
    }

    private Optional<Cidr> network(String text) {
        if (text.equals("default")) {
            return Cidr.parse(v6 ? "::/0" : "0.0.0.0/0");
        }
        return text.contains("/")
                ? Cidr.parse(text)
                : IpAddress.parse(text).map(address -> Cidr.of(address, address.bits()));
    }

    /** Makes routes, those that are there already, too. */
    void put(Map<Cidr, RouteType> routes) throws FirewallException {
        List<String> lines = new ArrayList<>();
        // Exceptions first: nobody who is allowed is to wait for his behind the route that needs it.
        for (RouteType type : List.of(RouteType.THROW, RouteType.BLACKHOLE)) {
            routes.forEach((network, each) -> {
                if (each == type) {
                    lines.add("route replace " + word(type) + " " + network + " table " + NUMBER + " proto " + NUMBER);
                }
            });
        }
        batch(lines);
    }

    /** Takes routes away; those that are not there do no harm. */
    void delete(Collection<Cidr> networks) throws FirewallException {
        if (networks.isEmpty()) {
            return;
        }
        StringBuilder script = new StringBuilder(48 * networks.size());
        networks.forEach(network ->
                script.append("route del ").append(network).append(" table " + NUMBER + " proto " + NUMBER + "\n"));
        Output output = ip.run(script.toString(), patienceFor(networks.size()), family(), "-force", "-batch", "-");
        boolean onlyMissing = output.errors()
                .lines()
                .filter(line -> line.contains("answers:") || line.contains("Error"))
                .allMatch(line -> line.contains(NOT_THERE));
        if (output.status() != 0 && !(onlyMissing && output.errors().contains(NOT_THERE))) {
            throw ip.failure(output, family(), "-batch");
        }
    }

    private void batch(List<String> lines) throws FirewallException {
        if (!lines.isEmpty()) {
            ip.must(String.join("\n", lines) + "\n", patienceFor(lines.size()), family(), "-batch", "-");
        }
    }

    private Duration patienceFor(int lines) {
        return patience.plusSeconds(lines / 5000);
    }

    private static String word(RouteType type) {
        return type.name().toLowerCase(Locale.ROOT);
    }
}
