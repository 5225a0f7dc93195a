package org.doorward.firewall.ipset;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.doorward.firewall.BanChanges;
import org.doorward.firewall.BanLength;
import org.doorward.firewall.FirewallBan;
import org.doorward.store.net.Cidr;
import org.doorward.store.net.IpAddress;

/** The sets: what {@code ipset restore} takes, and what {@code ipset save} lists. A set is known by the ending of its name. */
final class IpsetSets {

    /** The longest time-out that ipset takes, 24.8 days in seconds. */
    static final long LONGEST = 2_147_483;

    /** How the name of a set ends that is filled before it is swapped for the one in use. */
    private static final String NEW = "n";

    /** What somebody adds by hand without a time-out goes by itself, too. */
    private static final String TIMED = " timeout 3600";

    private static final String V4_32 = "_4";
    private static final String V4_24 = "_24";
    private static final String V6_64 = "_6";

    private final IpsetSettings settings;

    IpsetSets(IpsetSettings settings) {
        this.settings = settings;
    }

    static List<String> bans(boolean v6) {
        return v6 ? List.of(V6_64) : List.of(V4_32, V4_24);
    }

    static String allow(boolean v6) {
        return v6 ? "_a6" : "_a4";
    }

    static String drop(boolean v6) {
        return v6 ? "_d6" : "_d4";
    }

    /** Who passes comes first: should one be half done, nobody is shut out by it. */
    static List<String> all() {
        return List.of(allow(false), allow(true), V4_32, V4_24, V6_64, drop(false), drop(true));
    }

    private static String of(BanLength length) {
        return switch (length) {
            case V4_32 -> V4_32;
            case V4_24 -> V4_24;
            case V6_64 -> V6_64;
        };
    }

    /** Type and options of a set, as they are listed. */
    private String type(String set) {
        boolean timed = set.equals(V4_32) || set.equals(V4_24) || set.equals(V6_64);
        return (set.equals(V4_32) ? "hash:ip" : "hash:net")
                + (set.endsWith("6") ? " family inet6" : " family inet")
                + " maxelem " + settings.mostElements()
                + (timed ? TIMED : "");
    }

    /** The lines that add bans, by set. Those that are over are left out. */
    Map<String, List<String>> timed(Collection<FirewallBan> bans, Instant now) {
        Map<String, List<String>> lines = new LinkedHashMap<>();
        List.of(V4_32, V4_24, V6_64).forEach(set -> lines.put(set, new ArrayList<>()));
        for (FirewallBan ban : bans) {
            long rest = ban.until() - now.getEpochSecond();
            if (rest > 0) {
                BanLength.of(ban.network())
                        .ifPresent(length -> lines.getOrDefault(of(length), new ArrayList<>())
                                .add(key(ban.network()) + " timeout " + Math.min(rest, LONGEST)));
            }
        }
        return lines;
    }

    /** The lines that add the networks of both lists, by set. */
    static Map<String, List<String>> networks(List<Cidr> allow, List<Cidr> drop) {
        Map<String, List<String>> lines = new LinkedHashMap<>();
        for (boolean v6 : new boolean[] {false, true}) {
            lines.put(allow(v6), halves(allow, v6));
            lines.put(drop(v6), halves(drop, v6));
        }
        return lines;
    }

    /** ipset takes no network of prefix 0; its halves do. */
    private static List<String> halves(List<Cidr> networks, boolean v6) {
        List<String> lines = new ArrayList<>();
        for (Cidr network : networks) {
            if (network.address().isV6() != v6) {
                continue;
            }
            if (network.prefix() == 0) {
                lines.add(v6 ? "::/1" : "0.0.0.0/1");
                lines.add(v6 ? "8000::/1" : "128.0.0.0/1");
            } else {
                lines.add(network.toString());
            }
        }
        return lines;
    }

    private static String key(Cidr network) {
        return network.prefix() == network.address().bits() ? network.address().toString() : network.toString();
    }

    /**
     * Fills new sets and swaps them for those in use.
     *
     * @param names the sets that there are
     * @param content the lines of elements by set
     */
    String fill(Set<String> names, Map<String, List<String>> content) {
        Map<String, String> types = new LinkedHashMap<>();
        content.keySet().forEach(set -> types.put(set, type(set)));
        return fill(names, types, content);
    }

    private String fill(Set<String> names, Map<String, String> types, Map<String, List<String>> content) {
        StringBuilder text = new StringBuilder();
        types.forEach((set, type) -> {
            String name = settings.name() + set;
            if (names.contains(name + NEW)) {
                text.append("destroy ").append(name).append(NEW).append('\n');
            }
            if (!names.contains(name)) {
                text.append("create ").append(name).append(' ').append(type).append('\n');
            }
            text.append("create ")
                    .append(name)
                    .append(NEW)
                    .append(' ')
                    .append(type)
                    .append('\n');
            for (String line : content.getOrDefault(set, List.of())) {
                text.append("add ")
                        .append(name)
                        .append(NEW)
                        .append(' ')
                        .append(line)
                        .append('\n');
            }
        });
        types.keySet().forEach(set -> {
            String name = settings.name() + set;
            text.append("swap ")
                    .append(name)
                    .append(NEW)
                    .append(' ')
                    .append(name)
                    .append('\n');
            text.append("destroy ").append(name).append(NEW).append('\n');
        });
        return text.toString();
    }

    /** Fills the sets as they were saved. */
    String refill(Set<String> names, List<String> saved) {
        Map<String, String> types = new LinkedHashMap<>();
        Map<String, List<String>> content = new HashMap<>();
        for (String line : saved) {
            String[] words = line.split(" ", 3);
            if (words.length < 3 || !words[1].startsWith(settings.name())) {
                continue;
            }
            String set = words[1].substring(settings.name().length());
            if (all().contains(set) && words[0].equals("create")) {
                types.put(set, words[2]);
            } else if (all().contains(set) && words[0].equals("add")) {
                content.computeIfAbsent(set, any -> new ArrayList<>()).add(words[2]);
            }
        }
        return fill(names, types, content);
    }

    /** Makes some changes: ends first, for in a full set they make the room for what begins. */
    String apply(BanChanges changes, Instant now) {
        Set<Cidr> end = new LinkedHashSet<>(changes.end());
        changes.begin().forEach(ban -> end.remove(ban.network()));
        StringBuilder text = new StringBuilder();
        for (Cidr network : end) {
            // What is foreign may be of any length, and lie in any set of its family.
            for (String set : bans(network.address().isV6())) {
                if (!set.equals(V4_32) || network.prefix() == network.address().bits()) {
                    text.append("del ").append(settings.name()).append(set).append(' ');
                    text.append(key(network)).append('\n');
                }
            }
        }
        timed(changes.begin(), now)
                .forEach((set, lines) -> lines.forEach(line -> text.append("add ")
                        .append(settings.name())
                        .append(set)
                        .append(' ')
                        .append(line)
                        .append('\n')));
        return text.toString();
    }

    /** Takes away those of our sets that there are. */
    String remove(Set<String> names) {
        StringBuilder text = new StringBuilder();
        for (String set : all()) {
            for (String name : List.of(settings.name() + set + NEW, settings.name() + set)) {
                if (names.contains(name)) {
                    text.append("destroy ").append(name).append('\n');
                }
            }
        }
        return text.toString();
    }

    /** In what the sets differ from those that were made, by the text of {@code ipset list -t}. */
    List<String> differences(String listing) {
        Map<String, String> found = new HashMap<>();
        String name = "";
        String type = "";
        for (String line : listing.lines().toList()) {
            if (line.startsWith("Name: ")) {
                name = line.substring("Name: ".length());
            } else if (line.startsWith("Type: ")) {
                type = line.substring("Type: ".length());
            } else if (line.startsWith("Header: ")) {
                found.put(name, type + " " + line.substring("Header: ".length()) + " ");
            }
        }
        List<String> differences = new ArrayList<>();
        for (String set : all()) {
            String header = found.get(settings.name() + set);
            if (header == null) {
                differences.add("the set " + settings.name() + set + " is missing");
            } else if (!sameType(header, type(set))) {
                differences.add("the set " + settings.name() + set + " is another");
            }
        }
        return differences;
    }

    private static boolean sameType(String header, String type) {
        String[] words = type.split(" ", -1);
        boolean same = header.startsWith(words[0] + " ") && header.contains(" timeout ") == type.contains(" timeout ");
        for (int i = 1; i + 1 < words.length; i += 2) {
            same &= header.contains(" " + words[i] + " " + words[i + 1] + " ");
        }
        return same;
    }

    /**
     * An element of a set of bans.
     *
     * @param network its key
     * @param rest what is left of its time in seconds; 0 for one that never ends
     */
    record Element(Cidr network, long rest) {}

    /** The element that a line of {@code ipset save} adds to one of the sets of bans; empty for any other line. */
    Optional<Element> element(String line) {
        String[] words = line.split(" ", -1);
        if (words.length < 3 || !words[0].equals("add") || !words[1].startsWith(settings.name() + "_")) {
            return Optional.empty();
        }
        String set = words[1].substring(settings.name().length());
        if (!bans(false).contains(set) && !bans(true).contains(set)) {
            return Optional.empty();
        }
        long rest = 0;
        for (int i = 3; i + 1 < words.length; i += 2) {
            if (words[i].equals("timeout") && words[i + 1].matches("[0-9]{1,18}")) {
                rest = Long.parseLong(words[i + 1]);
            }
        }
        long left = rest;
        return network(words[2]).map(network -> new Element(network, left));
    }

    private static Optional<Cidr> network(String key) {
        return key.contains("/")
                ? Cidr.parse(key)
                : IpAddress.parse(key).map(address -> Cidr.of(address, address.bits()));
    }
}
