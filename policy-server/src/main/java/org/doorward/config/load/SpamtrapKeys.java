package org.doorward.config.load;

import java.nio.file.Path;
import java.util.List;
import org.doorward.config.SpamtrapConfig;
import org.doorward.config.settings.Key;
import org.doorward.config.settings.Section;
import org.doorward.config.settings.Settings;
import org.doorward.config.settings.ValueType;

/** Section {@code [spamtrap]}. */
final class SpamtrapKeys {

    static final Key<List<String>> RECIPIENTS = Key.of(
            "spamtrap.recipients",
            ValueType.listOf(Patterns.ADDRESS),
            List.of(),
            "Recipients to whom nobody should write",
            "which addresses never belonged to anybody, or to nobody for years, is for the operator to know");

    static final Key<List<Path>> FILES = Key.of(
            "spamtrap.files",
            ValueType.listOf(FileTypes.EXISTING_FILE),
            List.of(),
            "Files of such recipients, in the format of postgrey's whitelist_recipients",
            "they are read anew when they change, and another program may write them");

    static final Key<String> TEXT = Key.of(
            "spamtrap.text",
            ReplyTexts.PLAIN,
            "User unknown in local recipient table",
            "What the client is told, behind the address: the words that Postfix has for an unknown user",
            "who collects addresses must not learn from the answer which ones are traps");

    static final Section SECTION =
            Section.of("spamtrap", "Recipients to whom nobody should write.", RECIPIENTS, FILES, TEXT);

    private SpamtrapKeys() {}

    static SpamtrapConfig read(Settings settings) {
        return new SpamtrapConfig(settings.get(RECIPIENTS), settings.get(FILES), settings.get(TEXT));
    }
}
