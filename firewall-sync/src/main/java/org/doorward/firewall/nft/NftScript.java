package org.doorward.firewall.nft;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
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
    private static final long MOST_SECONDS = 100_000_000;

    private final String table;
    private final NftRules rules;

    NftScript(String table, NftRules rules) {
        this.table = table;
        this.rules = rules;
    }

    /** Makes the table anew with all that is wanted. */
    Script rebuild(Wanted wanted, Instant now) {
        return rebuild(wanted, wanted.bans().all(), now, ALL);
    }

    /** The same in the order of the networks, with at most so many elements of each set and the number of the others. */
    String plan(Wanted wanted, Instant now, int shown) {
        List<FirewallBan> sorted = wanted.bans().all().stream()
                .sorted(Comparator.comparing(FirewallBan::network))
                .toList();
        return rebuild(wanted, sorted, now, shown).text();
    }

    private Script rebuild(Wanted wanted, Collection<FirewallBan> bans, Instant now, int shown) {
        return out -> {
            StringBuilder text = out.text();
            text.append("add table inet ").append(table).append('\n');
            text.append("delete table inet ").append(table).append('\n');
            text.append("table inet ").append(table).append(" {\n");
            // From here to the last brace nft refuses a text that ends, so that nothing is done where this program is
            // killed meanwhile.
            out.flush();
            rules.countersTo(text);
            for (Map.Entry<String, NftRules.Set> set : rules.sets().entrySet()) {
                text.append("\tset ").append(set.getKey()).append(" {\n\t\ttype ");
                text.append(set.getValue().type()).append("; flags ");
                text.append(set.getValue().flags())
                        .append(';')
                        .append(set.getValue().more());
                text.append('\n');
                elements(out, set.getKey(), new Contents(wanted, bans, now), shown);
                text.append("\t}\n");
            }
            rules.chainsTo(text);
            text.append("}\n");
        };
    }

    /** What a table is to hold. */
    private record Contents(Wanted wanted, Collection<FirewallBan> bans, Instant now) {}

    private static void elements(Script.Out out, String set, Contents contents, int shown) throws IOException {
        for (BanLength length : BanLength.values()) {
            if (set.equals(NftNames.bans(length))) {
                inSet(out, timed(length, contents.bans(), contents.now()), shown);
            }
        }
        for (boolean v6 : new boolean[] {false, true}) {
            if (set.equals(NftNames.ofFamily("allow", v6))) {
                inSet(out, networks(contents.wanted().allow(), v6), shown);
            }
            if (set.equals(NftNames.ofFamily("drop", v6))) {
                inSet(out, networks(contents.wanted().drop(), v6), shown);
            }
        }
    }

    private static <T> void inSet(Script.Out out, Elements<T> elements, int shown) throws IOException {
        write(out, "\t\telements = {\n", "\t\t\t", elements, "\t\t}\n", shown);
    }

    /** Makes some changes: ends first, for in a full set they make the room for what begins. */
    Script apply(BanChanges changes, Instant now) {
        Map<Cidr, FirewallBan> begin = new LinkedHashMap<>();
        changes.begin().forEach(ban -> begin.put(ban.network(), ban));
        Set<Cidr> end = new LinkedHashSet<>(changes.end());
        end.removeAll(begin.keySet());

        return out -> {
            for (BanLength length : BanLength.values()) {
                absent(out, length, end);
            }
            for (BanLength length : BanLength.values()) {
                absent(out, length, begin.keySet());
                command(out, "add", NftNames.bans(length), timed(length, begin.values(), now));
            }
        };
    }

    private void absent(Script.Out out, BanLength length, Collection<Cidr> networks) throws IOException {
        Elements<Cidr> elements = new Elements<>(
                networks, length::isOf, (network, text) -> network.address().appendTo(text));
        command(out, "add", NftNames.bans(length), elements);
        command(out, "delete", NftNames.bans(length), elements);
    }

    /** Replaces the networks that pass, and those of the drop lists. */
    Script replace(List<Cidr> allow, List<Cidr> drop) {
        return out -> replace(out, allow, drop);
    }

    private void replace(Script.Out out, List<Cidr> allow, List<Cidr> drop) throws IOException {
        StringBuilder script = out.text();
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
        for (boolean v6 : new boolean[] {false, true}) {
            command(out, "add", NftNames.ofFamily("allow", v6), networks(allow, v6));
        }
        for (boolean v6 : new boolean[] {false, true}) {
            command(out, "add", NftNames.ofFamily("drop", v6), networks(drop, v6));
        }
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

    /** Those of the bans that stand. */
    private static Elements<FirewallBan> timed(BanLength length, Collection<FirewallBan> bans, Instant now) {
        long second = now.getEpochSecond();
        return new Elements<>(
                bans,
                ban -> length.isOf(ban.network()) && ban.until() > second,
                (ban, text) -> timed(ban, second, text));
    }

    /** With what is left of a ban that stands; rounded up, for a part of the current second is over. */
    private static void timed(FirewallBan ban, long second, StringBuilder text) {
        long seconds = Math.min(ban.until() - second, LONGEST_SECONDS);
        ban.network().address().appendTo(text);
        text.append(" timeout ");
        // nft takes eight digits of seconds.
        if (seconds >= MOST_SECONDS) {
            text.append(seconds / A_DAY).append('d');
        }
        text.append(seconds >= MOST_SECONDS ? seconds % A_DAY : seconds).append('s');
    }

    private static Elements<Cidr> networks(List<Cidr> networks, boolean v6) {
        List<Cidr> ofFamily = networks.stream()
                .filter(network -> network.address().isV6() == v6)
                .toList();
        return new Elements<>(outermost(ofFamily), network -> true, (network, text) -> interval(network, text));
    }

    private static void interval(Cidr network, StringBuilder text) {
        network.address().appendTo(text);
        if (network.prefix() != network.address().bits()) {
            text.append('/').append(network.prefix());
        }
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

    /**
     * What becomes elements of a set.
     *
     * @param all perhaps others, too
     * @param which those that do
     * @param text writes one
     */
    private record Elements<T>(Collection<T> all, Predicate<T> which, BiConsumer<T, StringBuilder> text) {}

    private <T> void command(Script.Out out, String command, String set, Elements<T> elements) throws IOException {
        write(out, command + " element inet " + table + " " + set + " {\n", "\t", elements, "}\n", ALL);
    }

    private static <T> void write(
            Script.Out out, String head, String indent, Elements<T> elements, String end, int shown)
            throws IOException {
        StringBuilder script = out.text();
        int count = 0;
        for (T element : elements.all()) {
            if (!elements.which().test(element)) {
                continue;
            }
            if (count == 0) {
                script.append(head);
            }
            if (count < shown) {
                script.append(indent);
                elements.text().accept(element, script);
                script.append(",\n");
                out.breathe();
            }
            count++;
        }
        if (count > shown) {
            script.append(indent).append("# ... and ").append(count - shown).append(" more\n");
        }
        if (count > 0) {
            script.append(end);
        }
    }
}
