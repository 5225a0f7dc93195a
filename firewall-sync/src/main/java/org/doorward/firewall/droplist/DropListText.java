package org.doorward.firewall.droplist;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.doorward.store.net.Cidr;

/**
 * Reads a list in any of the forms in which lists come. A list whose first line that is no comment begins with a brace is of this form, with
 * one network a line and a last line that says how many there are:
 *
 * <pre>
 * {"cidr":"198.51.100.0/24","sblid":"SBL1","rir":"ripencc"}
 * {"type":"metadata","timestamp":1764150000,"size":110000,"records":1,"copyright":"...","terms":"..."}
 * </pre>
 *
 * <p>Without that last line it was cut off. All others have a network or an address in the first word of each line, and comments behind a
 * hash or a semicolon:
 *
 * <pre>
 * ; a list 2026/11/26
 * 198.51.100.0/24 ; SBL1
 * 2001:db8::/32   # somebody
 * </pre>
 *
 * <p>A few lines that cannot be read are left out and named; where there are more it is no list.
 */
final class DropListText {

    /** Of more the kernel's interval sets could not be made in a few seconds. */
    static final int MOST_NETWORKS = 1_000_000;

    private static final int LONGEST_LINE = 4096;
    private static final int BAD_ALWAYS_BORNE = 3;
    private static final int ONE_BAD_IN = 100;
    private static final int NAMED = 10;
    private static final JsonFactory JSON = new JsonFactory();

    private final List<Cidr> networks = new ArrayList<>();
    private final List<String> bad = new ArrayList<>();
    private final int most;
    private int badLines;
    private int number;
    private boolean json;
    private boolean begun;
    private long records = -1;

    private DropListText(int most) {
        this.most = most;
    }

    /**
     * What was read.
     *
     * @param networks in their order
     * @param bad the first lines that could not be read, each with its number and what is wrong
     */
    record Parsed(List<Cidr> networks, List<String> bad) {}

    /**
     * Reads a list to its end.
     *
     * @param most how many networks there is room for
     * @throws IOException when it is none, or not all of it, or has more; the message says why
     */
    static Parsed read(BufferedReader text, int most) throws IOException {
        DropListText reading = new DropListText(most);
        for (String line = text.readLine(); line != null; line = text.readLine()) {
            reading.line(line);
        }
        return reading.finish();
    }

    private void line(String line) throws IOException {
        number++;
        if (line.length() > LONGEST_LINE) {
            throw new IOException(
                    "line " + number + " is longer than " + LONGEST_LINE + " characters: this is no list");
        }
        String content = line.strip();
        if (content.isEmpty() || content.startsWith("#") || content.startsWith(";")) {
            return;
        }
        if (!begun) {
            begin(content);
        }
        if (json) {
            object(content);
        } else {
            network(firstWord(content));
        }
        if (networks.size() > most) {
            throw new IOException(
                    "it has more than " + most + " networks, for which there is no memory beside the other lists: raise"
                            + " DOORWARD_FIREWALL_HEAP (in the server, DOORWARD_HEAP), for up to " + MOST_NETWORKS);
        }
    }

    private static String firstWord(String content) {
        int end = 0;
        while (end < content.length() && " \t;#,".indexOf(content.charAt(end)) < 0) {
            end++;
        }
        return content.substring(0, end);
    }

    private void begin(String content) throws IOException {
        begun = true;
        json = content.startsWith("{");
        if (content.startsWith("<")) {
            throw new IOException("it is a web page and no list (a login, an error?): look at it with a browser");
        }
    }

    private void object(String content) {
        if (records >= 0) {
            wrong("behind the line that should be the last");
            return;
        }
        Optional<String> cidr = Optional.empty();
        boolean metadata = false;
        long said = -1;
        try (JsonParser parser = JSON.createParser(content)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                wrong("no object");
                return;
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String field = parser.currentName();
                JsonToken value = parser.nextToken();
                if (field.equals("cidr") && value == JsonToken.VALUE_STRING) {
                    cidr = Optional.of(parser.getText());
                } else if (field.equals("type")) {
                    metadata = parser.getText().equals("metadata");
                } else if (field.equals("records") && value == JsonToken.VALUE_NUMBER_INT) {
                    said = parser.getLongValue();
                } else {
                    parser.skipChildren();
                }
            }
        } catch (IOException noJson) {
            wrong("no JSON");
            return;
        }
        if (metadata) {
            records = Math.max(0, said);
        } else if (cidr.isPresent()) {
            network(cidr.get());
        } else {
            wrong("no network in it");
        }
    }

    private void network(String word) {
        Optional<Cidr> network = Cidr.parse(word);
        if (network.isPresent()) {
            networks.add(network.get());
        } else {
            wrong(Cidr.problem(word).orElse("no network"));
        }
    }

    private void wrong(String what) {
        badLines++;
        if (bad.size() < NAMED) {
            bad.add("line " + number + ": " + what);
        }
    }

    private Parsed finish() throws IOException {
        int borne = Math.max(BAD_ALWAYS_BORNE, (networks.size() + badLines) / ONE_BAD_IN);
        if (badLines > borne || (badLines > 0 && networks.isEmpty())) {
            throw new IOException(
                    badLines + " of its " + number + " lines cannot be read: this is no list; " + bad.get(0));
        }
        if (number == 0) {
            throw new IOException("it is empty");
        }
        if (json && records < 0) {
            throw new IOException("its last line does not say how many networks it has: it was cut off");
        }
        if (json && records != (long) networks.size() + badLines) {
            throw new IOException(
                    "it has " + (networks.size() + badLines) + " networks and says that it has " + records);
        }
        return new Parsed(Collections.unmodifiableList(networks), List.copyOf(bad));
    }
}
