package org.doorward.firewall.nft;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.doorward.firewall.Firewall.Look;
import org.doorward.firewall.Firewall.State;

/**
 * A table as {@code nft -t -y list ruleset} shows it, to be compared with how it was made. That listing leaves the elements out and costs some
 * milliseconds however many there are; those of a table, of counters or of one set fetch all elements first.
 *
 * <p>Rules are told by their comments, one a rule, so nobody has to understand how nft writes a rule. Used by one thread.
 *
 * <p>Not its JSON: nft 1.0.6 reads freed memory when it writes the flags of a table that is asleep, and breaks off or writes anything there.
 */
public final class NftTable {

    /** So many differences are told; one alone is enough to make all of it anew. */
    private static final int MOST_TOLD = 3;

    /** Lines that stand in no block. */
    private final List<String> own = new ArrayList<>();

    private final Map<String, List<String>> blocks = new LinkedHashMap<>();
    private final List<String> differences = new ArrayList<>();
    private final Map<String, Long> counters = new HashMap<>();

    private NftTable() {}

    /**
     * Reads a listing as far as the end of a table of the family {@code inet}.
     *
     * @return the table; empty when there is none of this name
     * @throws IOException when the listing ends in the middle of it
     */
    public static Optional<NftTable> find(Reader listing, String name) throws IOException {
        BufferedReader lines = new BufferedReader(listing);
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.equals("table inet " + name + " {")) {
                NftTable table = new NftTable();
                table.read(lines);
                return Optional.of(table);
            }
        }
        return Optional.empty();
    }

    /** What a look at a table shows that is not there. */
    public static Look gone(String name) {
        return new Look(State.GONE, "there is no table inet " + name, Map.of());
    }

    private void read(BufferedReader lines) throws IOException {
        List<String> block = own;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.equals("}")) {
                return;
            }
            String text = line.strip();
            if (line.equals("\t}")) {
                block = own;
            } else if (isBlock(line)) {
                block = blocks.computeIfAbsent(text.substring(0, text.length() - 2), any -> new ArrayList<>());
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

    /** A set must be there, with these flags as nft lists them. */
    public void expectSet(String name, String type, String flags) {
        List<String> lines = blocks.get("set " + name);
        if (lines == null) {
            differences.add("the set " + name + " is missing");
        } else if (!lines.contains("type " + type) || !lines.contains("flags " + flags)) {
            differences.add("the set " + name + " is another");
        }
    }

    /** Counters must be there; what they have counted is in the {@linkplain #look look}. */
    public void expectCounters(List<String> names) {
        for (String name : names) {
            List<String> lines = blocks.getOrDefault("counter " + name, List.of());
            String[] words = lines.isEmpty() ? new String[0] : lines.get(0).split(" ", -1);
            if (words.length == 4 && words[0].equals("packets") && words[1].matches("[0-9]{1,18}")) {
                counters.put(name, Long.parseLong(words[1]));
            } else {
                differences.add("the counter " + name + " is missing");
            }
        }
    }

    /**
     * These chains must be there, and no others.
     *
     * @param comments the comments of the rules that each chain has, in their order
     * @param hooks the lines that say where a chain is entered, by chain, with numbers for priorities; none for one that is jumped to
     */
    public void expectChains(Map<String, List<String>> comments, Map<String, String> hooks) {
        comments.forEach((name, ofChain) -> {
            List<String> lines = blocks.get("chain " + name);
            if (lines == null) {
                differences.add("the chain " + name + " is missing");
                return;
            }
            List<String> found = new ArrayList<>(lines);
            if (hooks.containsKey(name) && !found.remove(hooks.get(name))) {
                differences.add("the chain " + name + " is not at its hook");
            }
            if (!matches(found, ofChain)) {
                differences.add("the chain " + name + " has other rules");
            }
        });
        for (String block : blocks.keySet()) {
            if (block.startsWith("chain ") && !comments.containsKey(block.substring("chain ".length()))) {
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

    /** What all that was expected so far has shown. That somebody has put the table to sleep is said before all else. */
    public Look look() {
        if (own.stream().anyMatch(line -> line.startsWith("flags ") && line.contains("dormant"))) {
            return new Look(State.ASLEEP, "somebody has put the table to sleep", counters);
        }
        if (differences.isEmpty()) {
            return new Look(State.IN_PLACE, "", counters);
        }
        String told = String.join("; ", differences.subList(0, Math.min(MOST_TOLD, differences.size())));
        int others = differences.size() - MOST_TOLD;
        return new Look(State.ALTERED, others > 0 ? told + "; and " + others + " more" : told, counters);
    }
}
