package org.doorward.firewall.nft;

import java.io.IOException;
import java.io.Reader;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the elements of a set from the text of {@code nft list set}, one at a time:
 *
 * <pre>
 * elements = { 198.51.100.7 timeout 1h expires 59m58s880ms,
 *              198.51.100.8 counter packets 3 bytes 180 timeout 1d expires 23h1m }
 * </pre>
 */
final class NftListing {

    /** An element with all that may be said of it; a comment has at most 128 characters. */
    private static final int LONGEST_ELEMENT = 1000;

    private static final Pattern LENGTH = Pattern.compile(
            "(?:([0-9]{1,6})d)?(?:([0-9]{1,9})h)?(?:([0-9]{1,9})m)?(?:([0-9]{1,9})s)?(?:[0-9]{1,9}ms)?");

    private final Reader text;

    NftListing(Reader text) {
        this.text = text;
    }

    /**
     * An element of a set.
     *
     * @param key its address, or a range of them
     * @param expires what is left of its time, in whole seconds; empty for one that never ends
     * @param packets what it has counted
     */
    record Element(String key, OptionalLong expires, long packets) {}

    /** What is done with each. */
    @FunctionalInterface
    interface Use {
        void of(Element element) throws IOException;
    }

    /**
     * Reads to the end.
     *
     * @throws IOException when it is not such a text
     */
    void forEach(Use use) throws IOException {
        if (!skipToElements()) {
            return;
        }
        StringBuilder element = new StringBuilder(80);
        boolean quoted = false;
        while (true) {
            int next = text.read();
            if (next < 0) {
                throw new IOException("the list of elements ends in the middle");
            }
            quoted ^= next == '"';
            if (!quoted && (next == ',' || next == '}')) {
                use.of(element(element.toString().strip()));
                element.setLength(0);
                if (next == '}') {
                    return;
                }
            } else if (element.length() == LONGEST_ELEMENT) {
                throw new IOException("an element of more than " + LONGEST_ELEMENT + " characters");
            } else {
                element.append((char) next);
            }
        }
    }

    /** Whether there are any. The set's other properties come first, and none of them has such a text. */
    private boolean skipToElements() throws IOException {
        String mark = "elements = {";
        int matched = 0;
        while (matched < mark.length()) {
            int next = text.read();
            if (next < 0) {
                return false;
            }
            if (next == mark.charAt(matched)) {
                matched++;
            } else {
                matched = next == mark.charAt(0) ? 1 : 0;
            }
        }
        return true;
    }

    private static Element element(String text) throws IOException {
        String[] words = text.split("\\s+", -1);
        OptionalLong expires = OptionalLong.empty();
        long packets = 0;
        for (int i = 1; i + 1 < words.length; i++) {
            switch (words[i]) {
                case "expires" -> expires = OptionalLong.of(seconds(words[i + 1]));
                case "packets" -> packets = number(words[i + 1]);
                // What is behind it is anybody's.
                case "comment" -> i = words.length;
                default -> {}
            }
        }
        return new Element(words[0], expires, packets);
    }

    private static long number(String word) throws IOException {
        try {
            return Long.parseLong(word);
        } catch (NumberFormatException e) {
            throw new IOException("not a number: " + word, e);
        }
    }

    /** Reads a length of time as nft writes it, such as {@code 3649d23h59m59s880ms}; parts of a second do not count. */
    static long seconds(String word) throws IOException {
        Matcher parts = LENGTH.matcher(word);
        if (word.isEmpty() || !parts.matches()) {
            throw new IOException("not a length of time: " + word);
        }
        return Duration.ofDays(part(parts, 1))
                .plusHours(part(parts, 2))
                .plusMinutes(part(parts, 3))
                .plusSeconds(part(parts, 4))
                .toSeconds();
    }

    private static long part(Matcher parts, int group) {
        return Optional.ofNullable(parts.group(group)).map(Long::parseLong).orElse(0L);
    }
}
