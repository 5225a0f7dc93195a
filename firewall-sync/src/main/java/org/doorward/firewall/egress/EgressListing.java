package org.doorward.firewall.egress;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the elements that {@code nft list set} shows, as text.
 *
 * <pre>
 * table inet doorward_egress {
 *     set rogue4 {
 *         elements = { 10.0.0.7 expires 23h59m59s counter packets 3 bytes 180,
 *                      10.0.0.8 expires 23h59m58s counter packets 1 bytes 60 }
 *     }
 * }
 * </pre>
 */
final class EgressListing {

    private static final Pattern ELEMENT =
            Pattern.compile("([0-9a-f.:]+)(?: timeout \\w+)?(?: expires \\w+)? counter packets (\\d+) bytes \\d+");

    private EgressListing() {}

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
