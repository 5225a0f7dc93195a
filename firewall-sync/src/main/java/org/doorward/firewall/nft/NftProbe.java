package org.doorward.firewall.nft;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.doorward.firewall.Firewall.Look;
import org.doorward.firewall.Firewall.State;

/**
 * Compares the text of {@code nft -t -y list ruleset} with the table as it was made. That listing leaves the elements out and costs some
 * milliseconds however many there are; those of a table, of counters or of one set fetch all elements first.
 *
 * <p>Not its JSON: nft 1.0.6 reads freed memory when it writes the flags of a table that is asleep, and breaks off or writes anything there.
 */
final class NftProbe {

    /** So many differences are told; one alone is enough to make all of it anew. */
    private static final int MOST_TOLD = 3;

    private final NftRules rules;
    private final String beginning;

    NftProbe(String table, NftRules rules) {
        this.rules = rules;
        this.beginning = "table inet " + table + " {";
    }

    /**
     * Reads the listing to its end.
     *
     * @throws IOException when it ends in the middle of our table
     */
    Look look(Reader listing) throws IOException {
        BufferedReader lines = new BufferedReader(listing);
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.equals(beginning)) {
                return compare(read(lines));
            }
        }
        return new Look(State.GONE, "there is no " + beginning.substring(0, beginning.length() - 2), Map.of());
    }

    /** What a table holds: the lines of each of its blocks, and those that stand in none. */
    private record Table(List<String> own, Map<String, List<String>> blocks) {}

    private static Table read(BufferedReader lines) throws IOException {
        Table table = new Table(new ArrayList<>(), new LinkedHashMap<>());
        List<String> block = table.own();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.equals("}")) {
                return table;
            }
            String text = line.strip();
            if (line.equals("\t}")) {
                block = table.own();
            } else if (isBlock(line)) {
                block = table.blocks().computeIfAbsent(text.substring(0, text.length() - 2), any -> new ArrayList<>());
            } else if (!text.isEmpty()) {
                block.add(text);
            }
        }
        throw new IOException("the listing ends in the middle of the table");
    }

    /** The beginning of a set, a chain or a counter: one tab further in than the table. */
    private static boolean isBlock(String line) {
        return line.startsWith("\t") && !line.startsWith("\t\t") && line.endsWith(" {");
    }

    private Look compare(Table table) {
        List<String> differences = new ArrayList<>();
        compareSets(table, differences);
        Map<String, Long> counters = counters(table, differences);
        compareChains(table, differences);
        if (table.own().stream().anyMatch(line -> line.startsWith("flags ") && line.contains("dormant"))) {
            return new Look(State.ASLEEP, "somebody has put the table to sleep", counters);
        }
        if (differences.isEmpty()) {
            return new Look(State.IN_PLACE, "", counters);
        }
        String told = String.join("; ", differences.subList(0, Math.min(MOST_TOLD, differences.size())));
        int others = differences.size() - MOST_TOLD;
        return new Look(State.ALTERED, others > 0 ? told + "; and " + others + " more" : told, counters);
    }

    private void compareSets(Table table, List<String> differences) {
        rules.sets().forEach((name, set) -> {
            List<String> lines = table.blocks().get("set " + name);
            if (lines == null) {
                differences.add("the set " + name + " is missing");
            } else if (!lines.contains("type " + set.type()) || !lines.contains("flags " + set.flags())) {
                differences.add("the set " + name + " is another");
            }
        });
    }

    private void compareChains(Table table, List<String> differences) {
        Map<String, List<String>> expected = rules.comments();
        expected.forEach((name, comments) -> {
            List<String> lines = table.blocks().get("chain " + name);
            if (lines == null) {
                differences.add("the chain " + name + " is missing");
                return;
            }
            List<String> found = new ArrayList<>(lines);
            if (name.equals(NftRules.ENTRANCE) && !found.remove(NftRules.HOOK)) {
                differences.add("the chain " + name + " is not at its hook");
            }
            if (!matches(found, comments)) {
                differences.add("the chain " + name + " has other rules");
            }
        });
        for (String block : table.blocks().keySet()) {
            if (block.startsWith("chain ") && !expected.containsKey(block.substring("chain ".length()))) {
                differences.add("the " + block + " is not ours");
            }
        }
    }

    private static boolean matches(List<String> found, List<String> comments) {
        if (found.size() != comments.size()) {
            return false;
        }
        for (int i = 0; i < found.size(); i++) {
            if (!found.get(i).endsWith(" comment \"" + comments.get(i) + "\"")) {
                return false;
            }
        }
        return true;
    }

    private static Map<String, Long> counters(Table table, List<String> differences) {
        Map<String, Long> counters = new HashMap<>();
        for (String name : NftRules.counters()) {
            List<String> lines = table.blocks().getOrDefault("counter " + name, List.of());
            String[] words = lines.isEmpty() ? new String[0] : lines.get(0).split(" ", -1);
            if (words.length == 4 && words[0].equals("packets") && words[1].matches("[0-9]{1,18}")) {
                counters.put(name, Long.parseLong(words[1]));
            } else {
                differences.add("the counter " + name + " is missing");
            }
        }
        return counters;
    }
}
