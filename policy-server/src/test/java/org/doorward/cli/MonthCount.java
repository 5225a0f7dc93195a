package org.doorward.cli;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What bans a month of log leads to, counted a second time: from what the generator says has happened, by the rules as the documents have them, with nothing of
 * the program's. Times are seconds since the log's beginning.
 */
final class MonthCount {

    private static final double HOUR = 3600;
    private static final double DAY = 24 * HOUR;
    private static final double CAP = 30;
    private static final double THRESHOLD = 20;
    private static final double PAROLE = 10;
    private static final double QUIET = 30 * DAY;
    private static final double[] LADDER = {HOUR, DAY, 7 * DAY, 30 * DAY};

    /** Points, and the tripwire: so many within so many seconds; none when 0. */
    private record Rule(double points, double halfLife, int count, double within) {}

    private static final Map<String, Rule> RULES = Map.of(
            "unknown_user", new Rule(1, 7 * DAY, 10, HOUR),
            "relay_denied", new Rule(5, 7 * DAY, 3, HOUR),
            "auth_failed", new Rule(2, 7 * DAY, 5, 600),
            "dnsbl", new Rule(5, DAY, 3, 60),
            "pregreet", new Rule(5, 7 * DAY, 0, 0),
            "non_smtp", new Rule(20, 7 * DAY, 1, HOUR),
            "content", new Rule(1, 7 * DAY, 0, 0));

    /** All that is counted, under the names that the printed JSON has. */
    final Map<String, Long> numbers = new TreeMap<>();

    private final Map<String, Client> clients = new HashMap<>();
    private final Set<String> sessions = new HashSet<>();

    private static final class Kind {
        double points;
        double at;
        double first;
        List<Double> recent = new ArrayList<>();
    }

    private static final class Client {
        final Map<String, Kind> kinds = new HashMap<>();
        double parole;
        double paroleAt;
        double banBegan = -1;
        double banEnds = -1;
        int rung;
        long bans;
        long accepted;
        long acceptedWhileBanned;
        long loginsWhileBanned;
        double login = Double.NEGATIVE_INFINITY;
        boolean offended;

        boolean banned(double at) {
            return bans > 0 && at >= banBegan && at < banEnds;
        }
    }

    private void add(String name) {
        numbers.merge(name, 1L, Long::sum);
    }

    /** What one customer has: an IPv4 address, or an IPv6 network of 64 bits. */
    private static String network(String address) {
        return address.contains(":") ? address.substring(0, address.indexOf("::")) + "::/64" : address + "/32";
    }

    private Client client(String address) {
        return clients.computeIfAbsent(network(address), unused -> new Client());
    }

    void nothing() {
        add("lines.nothing");
    }

    void notUnderstood() {
        add("lines.not_understood");
    }

    void connected(String address, long second) {
        double at = (double) second;
        add("lines.connections");
        add("connections.all");
        if (client(address).banned(at)) {
            add("connections.saved");
        }
    }

    void accepted(String address, long second) {
        double at = (double) second;
        add("lines.accepted");
        Client client = client(address);
        client.accepted++;
        client.acceptedWhileBanned += client.banned(at) ? 1 : 0;
    }

    void loggedIn(String address, long second) {
        double at = (double) second;
        add("lines.logins");
        Client client = client(address);
        if (client.banned(at)) {
            client.loginsWhileBanned++;
        } else {
            client.login = at;
        }
    }

    void offence(String address, long second, String vector, int times, boolean refusal, String session) {
        double at = (double) second;
        Client client = client(address);
        String end = client.banned(at) ? "saved" : "all";
        for (String which : end.equals("saved") ? List.of("all", "saved") : List.of("all")) {
            add("offences_by_vector." + vector + "." + which);
            if (refusal) {
                add("refusals." + which);
                add("refusals_by_vector." + vector + "." + which);
            }
            if (vector.equals("dnsbl")) {
                add("dns_list_questions." + which);
            }
        }
        add("lines.offences");
        if (client.banned(at)) {
            return;
        }
        if (!client.offended) {
            client.offended = true;
            add("offenders");
        }
        Rule rule = RULES.get(vector);
        boolean user = at - client.login < 30 * DAY;
        if (user || rule == null || (!session.isEmpty() && !sessions.add(session))) {
            return;
        }
        commit(client, at, vector, rule, times);
        String cause = cause(client, at, vector, rule);
        if (!cause.isEmpty()) {
            ban(client, at, cause);
        }
    }

    private static double left(double points, double at, double now, double halfLife) {
        if (now <= at) {
            return points;
        }
        double left = points * Math.pow(0.5, (now - at) / halfLife);
        return left < 0.005 ? 0 : left;
    }

    private static double score(Client client, double now) {
        double sum = left(client.parole, client.paroleAt, now, 7 * DAY);
        for (Map.Entry<String, Kind> kind : client.kinds.entrySet()) {
            sum += left(
                    kind.getValue().points,
                    kind.getValue().at,
                    now,
                    RULES.get(kind.getKey()).halfLife());
        }
        return sum;
    }

    private static void commit(Client client, double at, String vector, Rule rule, int times) {
        Kind kind = client.kinds.computeIfAbsent(vector, unused -> {
            Kind fresh = new Kind();
            fresh.first = at;
            return fresh;
        });
        kind.points = left(kind.points, kind.at, at, rule.halfLife()) + times * rule.points();
        kind.at = at;
        for (int i = 0; i < times; i++) {
            kind.recent.add(at);
        }
        double score = score(client, at);
        if (score > CAP) {
            client.kinds.values().forEach(one -> one.points *= CAP / score);
            client.parole *= CAP / score;
        }
    }

    private static String cause(Client client, double at, String vector, Rule rule) {
        List<Double> recent = client.kinds.get(vector).recent;
        if (rule.count() > 0
                && recent.size() >= rule.count()
                && at - recent.get(recent.size() - rule.count()) <= rule.within()) {
            return vector;
        }
        long counting = client.kinds.entrySet().stream()
                .filter(one -> left(
                                one.getValue().points,
                                one.getValue().at,
                                at,
                                RULES.get(one.getKey()).halfLife())
                        > 0)
                .count();
        double first = client.kinds.values().stream()
                .mapToDouble(one -> one.first)
                .min()
                .orElseThrow();
        boolean twice = counting >= 2 || at - first >= DAY;
        return score(client, at) >= THRESHOLD && twice ? "score" : "";
    }

    private void ban(Client client, double at, String cause) {
        if (client.bans > 0) {
            int quiet = (int) Math.max(0, Math.floor((at - client.banEnds) / QUIET));
            client.rung = Math.min(LADDER.length - 1, Math.max(-1, client.rung - quiet) + 1);
        }
        client.bans++;
        client.banBegan = at;
        client.banEnds = at + LADDER[client.rung];
        client.parole = PAROLE;
        client.paroleAt = client.banEnds;
        client.kinds.values().forEach(kind -> {
            kind.points = 0;
            kind.recent.clear();
        });
        add("bans");
        add("bans_by_vector." + cause);
        add("bans_by_rung." + (client.rung + 1));
        if (client.bans == 1) {
            add("banned_networks");
        }
    }

    /** The networks that were banned and delivered mail: how much, and how much of it while banned. */
    Map<String, String> wronglyBanned() {
        Map<String, String> found = new TreeMap<>();
        clients.forEach((network, client) -> {
            if (client.bans > 0 && client.accepted > 0) {
                found.put(network, client.accepted + " " + client.acceptedWhileBanned + " " + client.bans);
            }
        });
        return found;
    }

    /** The networks from where users logged in while banned, and how often. */
    Map<String, String> usersBanned() {
        Map<String, String> found = new TreeMap<>();
        clients.forEach((network, client) -> {
            if (client.loginsWhileBanned > 0) {
                found.put(network, Long.toString(client.loginsWhileBanned));
            }
        });
        return found;
    }
}
