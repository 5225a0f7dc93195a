package org.doorward.firewall.nft;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.doorward.firewall.BanChanges;
import org.doorward.firewall.BanLength;
import org.doorward.firewall.FirewallBan;
import org.doorward.firewall.Wanted;
import org.doorward.store.net.Cidr;

/**
 * Writes what {@code nft -f} is to do; each text is one transaction, done wholly or not at all. Pure.
 *
 * <p>Right on every kernel and with every nft since 1.0: a ban is added, deleted and added again with its time, for up to Linux 6.11 an
 * element that is there keeps its old time, and a delete of one that is not there undoes everything. An unban is added and deleted.
 *
 * <p>Addresses are written from their bytes, never from anybody's text: nft would ask the DNS for a name. Networks of a length that cannot be
 * banned are left out.
 */
final class NftScript {

    /**
     * The longest time an element gets, 10 years; nft refuses some 100,000 years, and a ban that is longer is written again when somebody
     * compares.
     */
    static final long LONGEST_SECONDS = 3650L * 24 * 60 * 60;

    private static final long A_DAY = 24L * 60 * 60;

    private static final int ALL = Integer.MAX_VALUE;
    private static final int BYTES_AN_ELEMENT = 48;

    private final String table;
    private final NftRules rules;

    NftScript(String table, NftRules rules) {
        this.table = table;
        this.rules = rules;
    }

    /** Makes the table anew with all that is wanted. */
    String rebuild(Wanted wanted, Instant now) {
        return rebuild(wanted, wanted.bans().all(), now, ALL);
    }

    /** The same in the order of the networks, with at most so many elements of each set and the number of the others. */
    String plan(Wanted wanted, Instant now, int shown) {
        List<FirewallBan> sorted = wanted.bans().all().stream()
                .sorted(Comparator.comparing(FirewallBan::network))
                .toList();
        return rebuild(wanted, sorted, now, shown);
    }

    private String rebuild(Wanted wanted, Collection<FirewallBan> bans, Instant now, int shown) {
        StringBuilder script = new StringBuilder(4000 + BYTES_AN_ELEMENT * Math.min(shown, bans.size()));
        script.append("add table inet ").append(table).append('\n');
        script.append("delete table inet ").append(table).append('\n');
        script.append("add table inet ").append(table).append('\n');
        rules.writeTo(script);
        networks(script, "allow", wanted.allow(), shown);
        networks(script, "drop", wanted.drop(), shown);
        byLength(bans, FirewallBan::network).forEach((length, some) -> timed(script, length, some, now, shown));
        return script.toString();
    }

    /** Makes some changes: ends first, for in a full set they make the room for what begins. */
    String apply(BanChanges changes, Instant now) {
        Map<Cidr, FirewallBan> begin = new LinkedHashMap<>();
        changes.begin().forEach(ban -> begin.put(ban.network(), ban));
        Set<Cidr> end = new LinkedHashSet<>(changes.end());
        end.removeAll(begin.keySet());

        StringBuilder script = new StringBuilder(3 * BYTES_AN_ELEMENT * changes.size());
        byLength(end, network -> network).forEach((length, networks) -> absent(script, length, networks));
        byLength(begin.values(), FirewallBan::network).forEach((length, bans) -> {
            absent(script, length, bans.stream().map(FirewallBan::network).toList());
            timed(script, length, bans, now, ALL);
        });
        return script.toString();
    }

    private void absent(StringBuilder script, BanLength length, List<Cidr> networks) {
        elements(script, "add", NftNames.bans(length), networks, NftScript::address, ALL);
        elements(script, "delete", NftNames.bans(length), networks, NftScript::address, ALL);
    }

    /** Replaces the networks that pass, and those of the drop lists. */
    String replace(List<Cidr> allow, List<Cidr> drop) {
        StringBuilder script = new StringBuilder();
        for (String name : List.of("allow", "drop")) {
            script.append("flush set inet ")
                    .append(table)
                    .append(' ')
                    .append(name)
                    .append("4\n");
            script.append("flush set inet ")
                    .append(table)
                    .append(' ')
                    .append(name)
                    .append("6\n");
        }
        networks(script, "allow", allow, ALL);
        networks(script, "drop", drop, ALL);
        return script.toString();
    }

    /** Forgets who has knocked. */
    String forgetKnocks() {
        StringBuilder script = new StringBuilder();
        for (BanLength length : BanLength.values()) {
            script.append("flush set inet ").append(table).append(' ');
            script.append(NftNames.knocks(length)).append('\n');
        }
        return script.toString();
    }

    /** Puts the table to sleep, or wakes it. It fails where there is none, for nobody can flush its sets then; else an empty one would be made. */
    String sleep(boolean asleep) {
        return forgetKnocks() + "add table inet " + table + (asleep ? " { flags dormant; }\n" : "\n");
    }

    /** Takes the table away, also where there is none. */
    String remove() {
        return "add table inet " + table + "\ndelete table inet " + table + "\n";
    }

    private static <T> Map<BanLength, List<T>> byLength(Collection<T> all, Function<T, Cidr> network) {
        Map<BanLength, List<T>> byLength = new TreeMap<>();
        for (T each : all) {
            BanLength.of(network.apply(each))
                    .ifPresent(length -> byLength.computeIfAbsent(length, any -> new ArrayList<>())
                            .add(each));
        }
        return byLength;
    }

    /** Writes those of the bans that stand. */
    private void timed(StringBuilder script, BanLength length, List<FirewallBan> bans, Instant now, int shown) {
        List<FirewallBan> standing =
                bans.stream().filter(ban -> ban.until() > now.getEpochSecond()).toList();
        elements(script, "add", NftNames.bans(length), standing, ban -> timed(ban, now), shown);
    }

    /** With what is left of a ban that stands; rounded up, for a part of the current second is over. */
    private static String timed(FirewallBan ban, Instant now) {
        long seconds = Math.min(ban.until() - now.getEpochSecond(), LONGEST_SECONDS);
        // nft takes eight digits of seconds.
        String time = seconds < 100_000_000 ? seconds + "s" : seconds / A_DAY + "d" + seconds % A_DAY + "s";
        return address(ban.network()) + " timeout " + time;
    }

    private static String address(Cidr network) {
        return network.address().toString();
    }

    private void networks(StringBuilder script, String name, List<Cidr> networks, int shown) {
        Map<Boolean, List<Cidr>> byFamily = outermost(networks).stream()
                .collect(Collectors.partitioningBy(network -> network.address().isV6()));
        byFamily.forEach((v6, ofFamily) ->
                elements(script, "add", NftNames.ofFamily(name, v6), ofFamily, NftScript::interval, shown));
    }

    private static String interval(Cidr network) {
        boolean alone = network.prefix() == network.address().bits();
        return alone ? address(network) : network.toString();
    }

    /** Those that lie in no other, sorted: nft refuses a set in which intervals overlap. */
    private static List<Cidr> outermost(List<Cidr> networks) {
        List<Cidr> outermost = new ArrayList<>();
        for (Cidr network : new TreeSet<>(networks)) {
            boolean inside =
                    !outermost.isEmpty() && outermost.get(outermost.size() - 1).contains(network.address());
            if (!inside) {
                outermost.add(network);
            }
        }
        return outermost;
    }

    private <T> void elements(
            StringBuilder script, String command, String set, List<T> elements, Function<T, String> text, int shown) {
        if (elements.isEmpty()) {
            return;
        }
        script.append(command).append(" element inet ").append(table).append(' ');
        script.append(set).append(" {\n");
        for (T element : elements.subList(0, Math.min(shown, elements.size()))) {
            script.append('\t').append(text.apply(element)).append(",\n");
        }
        script.append("}\n");
        if (elements.size() > shown) {
            script.append("# ... and ").append(elements.size() - shown).append(" more\n");
        }
    }
}
