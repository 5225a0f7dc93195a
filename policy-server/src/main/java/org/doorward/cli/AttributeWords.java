package org.doorward.cli;

import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.doorward.config.settings.NearestName;
import org.doorward.protocol.AttributeNames;
import org.doorward.text.ClientText;

/**
 * Makes a policy request out of the words that follow {@code ask}: {@code name=value}, by Postfix's names or a few shorter ones.
 * What is not said is filled in as for a recipient of a client without names. Pure.
 *
 * @param attributes the request's attributes
 * @param warnings what looks like a slip; the request can be asked nevertheless
 */
record AttributeWords(Map<String, String> attributes, List<String> warnings) {

    /** What may be written instead of Postfix's names. */
    private static final Map<String, String> SHORT_NAMES = Map.of(
            "client", "client_address",
            "name", "client_name",
            "helo", "helo_name",
            "state", "protocol_state",
            "login", "sasl_username");

    /** A word without an equals sign, or without a name before it. */
    static final class NotAnAttribute extends Exception {

        private static final long serialVersionUID = 1L;

        NotAnAttribute(String word) {
            super("\"" + ClientText.excerpt(word) + "\" is no name=value, such as sender=a@example.org");
        }
    }

    /**
     * Reads the words.
     *
     * @param words {@code name=value} each; of words with the same name the last one counts
     * @param instance the request's {@code instance} unless a word names one
     * @throws NotAnAttribute when one is no such word
     */
    static AttributeWords read(List<String> words, String instance) throws NotAnAttribute {
        Map<String, String> attributes = defaults(instance);
        attributes.putAll(byName(words));
        return of(attributes);
    }

    /**
     * Only what the words name, by Postfix's names.
     *
     * @param words as for {@link #read}
     * @throws NotAnAttribute when one is no such word
     */
    static AttributeWords named(List<String> words) throws NotAnAttribute {
        return of(byName(words));
    }

    private static AttributeWords of(Map<String, String> attributes) {
        List<String> warnings = attributes.keySet().stream()
                .filter(name -> !AttributeNames.all().contains(name))
                .map(AttributeWords::unknown)
                .toList();
        return new AttributeWords(Collections.unmodifiableMap(attributes), warnings);
    }

    private static Map<String, String> byName(List<String> words) throws NotAnAttribute {
        Map<String, String> attributes = new LinkedHashMap<>();
        for (String word : words) {
            int equals = word.indexOf('=');
            if (equals < 1) {
                throw new NotAnAttribute(word);
            }
            String written = word.substring(0, equals);
            attributes.put(SHORT_NAMES.getOrDefault(written, written), word.substring(equals + 1));
        }
        return attributes;
    }

    private static Map<String, String> defaults(String instance) {
        Map<String, String> attributes = new LinkedHashMap<>();
        attributes.put("request", "smtpd_access_policy");
        attributes.put("protocol_state", "RCPT");
        attributes.put("protocol_name", "ESMTP");
        attributes.put("client_address", "unknown");
        attributes.put("client_name", "unknown");
        attributes.put("reverse_client_name", "unknown");
        attributes.put("helo_name", "unknown");
        attributes.put("instance", instance);
        return attributes;
    }

    private static String unknown(String name) {
        Set<String> known = new HashSet<>(AttributeNames.all());
        known.addAll(SHORT_NAMES.keySet());
        String guess = NearestName.of(name, known)
                .map(nearest -> "; did you mean " + nearest + "?")
                .orElse("");
        return "Postfix sends no attribute \"" + ClientText.excerpt(name) + '"' + guess;
    }
}
