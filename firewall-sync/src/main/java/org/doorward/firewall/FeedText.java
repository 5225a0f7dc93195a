package org.doorward.firewall;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.doorward.firewall.BanFeed.News;
import org.doorward.store.net.Cidr;

/**
 * The feed's text, as {@code serve} writes it and the worker reads it:
 *
 * <pre>
 * doorward-bans 1
 * revision 5f2c91d0-17 whole
 * + 198.51.100.7/32 1764150000 B7K2M9QX
 * - 198.51.100.9/32
 * end 2
 * </pre>
 *
 * <p>A line for each ban that begins, or has another end now (network, end in seconds since 1970, id), and one for each that is over. The last
 * line has their number: an answer that was cut off is no answer. Some 45 bytes a ban.
 */
public final class FeedText {

    /** More than anybody has; an answer that goes on after so many is not a feed. */
    public static final int MOST_LINES = 1_000_000;

    /** The Internet media type of it. */
    public static final String MEDIA_TYPE = "text/plain; charset=us-ascii";

    /**
     * What a ban needs of the heap at most, with all that is made of it before it is in the firewall: measured, 500,000 of them need 256 MiB.
     * An answer with more of them than the heap can hold would end the whole process.
     */
    private static final long BYTES_A_BAN = 480;

    private static final String FIRST = "doorward-bans 1";
    private static final int LONGEST_LINE = 200;
    private static final int LONGEST_REVISION = 80;
    private static final int LONGEST_ID = 32;

    private FeedText() {}

    /** Writes news. */
    public static String write(News news) {
        BanChanges changes = news.changes();
        StringBuilder text = new StringBuilder(64 + 48 * changes.size());
        text.append(FIRST).append('\n');
        text.append("revision ").append(news.revision()).append(news.whole() ? " whole\n" : " changes\n");
        for (Cidr network : changes.end()) {
            text.append("- ").append(network).append('\n');
        }
        for (FirewallBan ban : changes.begin()) {
            text.append("+ ").append(ban.network()).append(' ').append(ban.until());
            text.append(' ').append(ban.id()).append('\n');
        }
        return text.append("end ").append(changes.size()).append('\n').toString();
    }

    /**
     * Reads news, as many as this process has memory for.
     *
     * @throws IOException when it is not the text of a feed, or not all of it, or more than there is room for; the message says in which line
     */
    public static News read(BufferedReader text) throws IOException {
        return read(text, most());
    }

    /** How many bans this process has memory for. */
    public static int most() {
        return most(Runtime.getRuntime().maxMemory());
    }

    /** How many changes can be taken by a process with this heap, in bytes. */
    static int most(long heap) {
        return (int) Math.min(MOST_LINES, heap / BYTES_A_BAN);
    }

    /** Reads news of so many changes at most. */
    static News read(BufferedReader text, int most) throws IOException {
        Reading reading = new Reading(text);
        String first = reading.line();
        if (!first.equals(FIRST)) {
            throw reading.wrong(
                    "\"" + FIRST + "\" is expected: is this the admin listener of a Doorward of this version?");
        }
        String[] revision = reading.words(3);
        boolean whole = revision[2].equals("whole");
        boolean known = revision[0].equals("revision") && revision[1].length() <= LONGEST_REVISION;
        if (!known || !(whole || revision[2].equals("changes"))) {
            throw reading.wrong("no revision");
        }
        List<Cidr> end = new ArrayList<>();
        List<FirewallBan> begin = new ArrayList<>();
        while (true) {
            String line = reading.line();
            if (line.startsWith("end ")) {
                if (!line.substring(4).equals(Integer.toString(end.size() + begin.size()))) {
                    throw reading.wrong("it holds " + (end.size() + begin.size()) + " changes and says: " + line);
                }
                return new News(revision[1], whole, new BanChanges(end, begin));
            }
            if (end.size() + begin.size() >= most) {
                throw reading.wrong(
                        "more than " + most + " changes, for which there is no memory: if so many bans do stand,"
                                + " raise DOORWARD_FIREWALL_HEAP (in the server, DOORWARD_HEAP)");
            }
            if (line.startsWith("- ")) {
                end.add(reading.network(line.substring(2)));
            } else if (line.startsWith("+ ")) {
                begin.add(reading.ban(line.substring(2)));
            } else {
                throw reading.wrong("neither a ban nor an end");
            }
        }
    }

    /** Reads lines and knows where it is. */
    private static final class Reading {

        private final BufferedReader text;
        private int number;

        private Reading(BufferedReader text) {
            this.text = text;
        }

        /** A line of bounded length: an answer without an end of line must not fill the memory. */
        String line() throws IOException {
            number++;
            StringBuilder line = new StringBuilder(48);
            for (int next = text.read(); next != '\n'; next = text.read()) {
                if (next < 0) {
                    throw wrong("it ends in the middle");
                }
                if (line.length() == LONGEST_LINE) {
                    throw wrong("longer than " + LONGEST_LINE + " characters");
                }
                line.append((char) next);
            }
            return line.toString();
        }

        String[] words(int count) throws IOException {
            String[] words = line().split(" ", -1);
            if (words.length != count) {
                throw wrong("not " + count + " words");
            }
            return words;
        }

        Cidr network(String word) throws IOException {
            Optional<Cidr> network = Cidr.parse(word);
            if (network.isEmpty()) {
                throw wrong("not a network");
            }
            return network.get();
        }

        FirewallBan ban(String line) throws IOException {
            String[] words = line.split(" ", -1);
            if (words.length != 3 || words[2].length() > LONGEST_ID) {
                throw wrong("not a network, an end and an id");
            }
            try {
                return new FirewallBan(network(words[0]), Long.parseLong(words[1]), words[2]);
            } catch (NumberFormatException e) {
                throw wrong("no end in seconds");
            }
        }

        IOException wrong(String what) {
            return new IOException("line " + number + " of the feed: " + what);
        }
    }
}
