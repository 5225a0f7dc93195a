package org.doorward.firewall.egress;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads what {@code nft} lists, as text: the JSON of nft 1.0.6 is not to be trusted when a table is asleep. Two listings are read.
 *
 * <pre>
 * list ruleset, without elements          list set
 * table inet doorward_egress {            table inet doorward_egress {
 *     counter rogue {                         set rogue4 {
 *         packets 4 bytes 240                     elements = { 10.0.0.7 expires 23h59m59s counter packets 3 bytes 180,
 *     }                                                        10.0.0.8 expires 23h59m58s counter packets 1 bytes 60 }
 * }                                       }   }
 * </pre>
 */
final class EgressListing {

    private static final Pattern ELEMENT =
            Pattern.compile("([0-9a-f.:]+)(?: timeout \\w+)?(?: expires \\w+)? counter packets (\\d+) bytes \\d+");

    private static final Pattern PACKETS = Pattern.compile("packets (\\d+) bytes \\d+");

    private EgressListing() {}

    /** The counters of the lock's table by name; empty when there is no such table. */
    static Optional<Map<String, Long>> counters(Reader ruleset) throws IOException {
        BufferedReader lines = new BufferedReader(ruleset);
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.equals("table inet " + EgressScript.TABLE + " {")) {
                return Optional.of(countersOfTable(lines));
            }
        }
        return Optional.empty();
    }

    private static Map<String, Long> countersOfTable(BufferedReader lines) throws IOException {
        Map<String, Long> counters = new HashMap<>();
        String name = "";
        for (String line = lines.readLine(); line != null && !line.equals("}"); line = lines.readLine()) {
            String text = line.strip();
            Matcher packets = PACKETS.matcher(text);
            if (text.startsWith("counter ") && text.endsWith(" {")) {
                name = text.substring("counter ".length(), text.length() - 2);
            } else if (!name.isEmpty() && packets.matches()) {
                counters.put(name, Long.parseLong(packets.group(1)));
                name = "";
            }
        }
        return counters;
    }

    /** The elements of a set with their packets, each as nft writes it. */
    static Map<String, Long> elements(Reader set) throws IOException {
        BufferedReader lines = new BufferedReader(set);
        Map<String, Long> elements = new LinkedHashMap<>();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            Matcher element = ELEMENT.matcher(line);
            while (element.find()) {
                elements.put(element.group(1), Long.parseLong(element.group(2)));
            }
        }
        return elements;
    }
}
