package org.doorward.firewall.guard;

import java.io.BufferedReader;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.doorward.store.net.Cidr;

/**
 * What the policy server knows from mail: who has logged in or delivered good mail lately, and whom its own never-ban names. As text:
 *
 * <pre>
 * 198.51.100.7/32 logged in as a user
 * 2001:db8:1:2::/64 delivered 41 good mails
 * end 2
 * </pre>
 *
 * <p>The last line has the number of the others: an answer that was cut off is no answer, for it would make those bannable who are missing.
 */
public final class MailFacts implements NeverBanSource {

    /** As many as the server tells of at most; some 20 MiB in memory, of which the worker has 64 MiB. */
    static final int MOST_LINES = 50_000;

    private static final int LONGEST_LINE = 200;

    private volatile Reading last = new Reading(List.of(), List.of("none received from the policy server yet"));

    @Override
    public String name() {
        return "mail facts";
    }

    @Override
    public Reading read() {
        return last;
    }

    /**
     * Takes new facts in place of the old ones.
     *
     * @param text as above; not closed
     * @param now the moment
     * @throws IOException when the text is not in order or cannot be read; the old facts stay
     */
    public void accept(BufferedReader text, Instant now) throws IOException {
        last = new Reading(parse(text), List.of(), now);
    }

    /** Writes facts as {@link #accept} reads them; what is no printable ASCII in a reason becomes a question mark. */
    public static String write(List<Found> facts) {
        StringBuilder text = new StringBuilder(64 * facts.size() + 16);
        for (Found fact : facts) {
            String line = fact.network() + " " + fact.reason().replaceAll("[^ -~]", "?");
            text.append(line, 0, Math.min(line.length(), LONGEST_LINE)).append('\n');
        }
        return text.append("end ").append(facts.size()).append('\n').toString();
    }

    private static List<Found> parse(BufferedReader text) throws IOException {
        List<Found> found = new ArrayList<>();
        while (true) {
            int number = found.size() + 1;
            String line = line(text, number);
            if (line.equals("end " + found.size())) {
                return found;
            }
            if (found.size() == MOST_LINES) {
                throw wrong(number, "more than " + MOST_LINES + " networks");
            }
            int space = line.indexOf(' ');
            Optional<Cidr> network = Cidr.parse(space < 0 ? line : line.substring(0, space));
            if (network.isEmpty()) {
                throw wrong(
                        number, line.startsWith("end ") ? "it says \"" + line + "\"" : "not a network and a reason");
            }
            found.add(new Found(network.get(), space < 0 ? "" : line.substring(space + 1)));
        }
    }

    private static String line(BufferedReader text, int number) throws IOException {
        StringBuilder line = new StringBuilder(64);
        for (int next = text.read(); next != '\n'; next = text.read()) {
            if (next < 0) {
                throw wrong(number, "it ends in the middle");
            }
            if (line.length() == LONGEST_LINE) {
                throw wrong(number, "longer than " + LONGEST_LINE + " characters");
            }
            line.append((char) next);
        }
        return line.toString();
    }

    private static IOException wrong(int number, String what) {
        return new IOException("line " + number + " of the mail facts: " + what);
    }
}
