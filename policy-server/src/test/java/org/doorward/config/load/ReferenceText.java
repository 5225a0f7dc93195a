package org.doorward.config.load;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.doorward.config.settings.Key;
import org.doorward.config.settings.Section;
import org.doorward.config.settings.TomlText;

/** What the shipped file and the documents say of the keys, made from the keys. */
final class ReferenceText {

    private static final int WIDTH = 100;

    /** An entry for each key that is written as tables. */
    private static final Map<String, List<String>> EXAMPLES = Map.of(
            "rate.limit",
            List.of(
                    "name = \"users\"",
                    "by = \"login\"",
                    "count = \"recipients\"",
                    "limit = 500",
                    "window = \"1h\"",
                    "action = \"defer\""),
            "access.allow",
            List.of(
                    "name = \"example.org\"",
                    "sender = \"example.org\"",
                    "note = \"our bank; retries only once\"",
                    "expires = 2027-01-31"),
            "watch.vector",
            List.of("name = \"web_login\"", "points = 2", "tripwire = \"5 in 10m\""),
            "watch.rule",
            List.of(
                    "name = \"webmail\"",
                    "program = \"roundcube\"",
                    "pattern = '^<[0-9]+> IMAP Error: Login failed for (?:user )?from (?<address>\\S+): '",
                    "vector = \"web_login\"",
                    "sample = \"<12> IMAP Error: Login failed for user from 198.51.100.7: LOGIN: failed\""),
            "access.deny",
            List.of("network = \"198.51.100.0/24\"", "note = \"guesses our users\"", "expires = 2027-01-31"));

    private ReferenceText() {}

    /** The whole of {@code doorward.toml}. */
    static String shippedFile() {
        StringBuilder toml = new StringBuilder();
        comment(
                toml,
                "Doorward's configuration. Every key stands here at its default; a key that is left out keeps it.");
        comment(toml, "How this is read: docs/configuration.md. What counts in the end: doorward check-config");
        for (Section section : Keys.TABLE.sections()) {
            if (!section.name().isEmpty()) {
                toml.append("\n\n");
                comment(toml, section.meaning());
                toml.append('[').append(section.name()).append("]\n");
            }
            section.keys().forEach(key -> shippedKey(key, toml));
        }
        return toml.toString();
    }

    private static void shippedKey(Key<?> key, StringBuilder toml) {
        toml.append('\n');
        comment(toml, key.meaning() + " (" + key.type().description() + ").");
        comment(toml, capital(key.reason()) + ".");
        if (key.is(Key.Trait.SECRET)) {
            comment(toml, "Better than here it stands in the environment, as " + key.environmentVariable() + ".");
        }
        if (key.type().gathers()) {
            example(key, toml);
        } else {
            toml.append(key.simpleName())
                    .append(" = ")
                    .append(TomlText.of(key.defaultValue()))
                    .append('\n');
        }
    }

    private static void example(Key<?> key, StringBuilder toml) {
        if (key.equals(DnsblKeys.LISTS)) {
            toml.append("#[[dnsbl.list]]\n#zone = \"bl.example.org\"\n#ask = [\"ipv4\", \"ipv6\"]\n");
            toml.append("#points = { \"127.0.0.2\" = 3, \"127.0.0.[4..7]\" = 1.5 }\n");
            toml.append("#page = \"https://bl.example.org/?{address}\"\n");
            return;
        }
        toml.append("#[[").append(key.name()).append("]]\n");
        EXAMPLES.get(key.name()).forEach(line -> toml.append('#').append(line).append('\n'));
    }

    private static void comment(StringBuilder toml, String text) {
        StringBuilder line = new StringBuilder("#");
        for (String word : text.split(" ", -1)) {
            if (line.length() + 1 + word.length() > WIDTH) {
                toml.append(line).append('\n');
                line = new StringBuilder("#");
            }
            line.append(' ').append(word);
        }
        toml.append(line).append('\n');
    }

    /** The table of a section's keys in {@code docs/configuration.md}. */
    static String table(Section section) {
        List<String> lines = new ArrayList<>();
        lines.add("| key | default | value | what it is, and why |");
        lines.add("| --- | --- | --- | --- |");
        section.keys().forEach(key -> lines.add(row(key)));
        return String.join("\n", lines);
    }

    private static String row(Key<?> key) {
        String standard = key.type().gathers() ? "none" : "`" + TomlText.of(key.defaultValue()) + "`";
        return "| `" + key.name() + "` | " + standard + " | " + cell(key.type().description()) + " | "
                + cell(key.meaning()) + ". *" + cell(capital(key.reason())) + ".*" + traits(key) + " |";
    }

    private static String traits(Key<?> key) {
        String secret = key.is(Key.Trait.SECRET) ? " Also `" + key.environmentVariable() + "`; never shown." : "";
        return key.is(Key.Trait.NEEDS_RESTART) ? secret + " Needs a restart." : secret;
    }

    /** The table of the keys of an entry that is written as a table. */
    static String entryTable(List<Key<?>> fields) {
        List<String> lines = new ArrayList<>();
        lines.add("| key | value | what it is, and why |");
        lines.add("| --- | --- | --- |");
        fields.forEach(
                key -> lines.add("| `" + key.name() + "` | " + cell(key.type().description()) + " | "
                        + cell(key.meaning()) + ". *" + cell(capital(key.reason())) + ".* |"));
        return String.join("\n", lines);
    }

    private static String cell(String text) {
        return text.replace("|", "\\|").replace("*", "\\*");
    }

    private static String capital(String text) {
        return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
    }
}
