package org.doorward.config.load;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.doorward.config.AccessConfig;
import org.doorward.config.settings.Key;
import org.doorward.config.settings.Section;
import org.doorward.config.settings.Settings;
import org.doorward.config.settings.ValueType;

/** Section {@code [access]}. */
final class AccessKeys {

    static final Key<List<Path>> CLIENT_FILES = Key.of(
            "access.client_files",
            ValueType.listOf(FileTypes.EXISTING_FILE),
            List.of(),
            "Files in the format of postgrey's whitelist_clients; each line allows",
            "who comes from postgrey brings them along; they are read anew when they change");

    static final Key<List<Path>> RECIPIENT_FILES = Key.of(
            "access.recipient_files",
            ValueType.listOf(FileTypes.EXISTING_FILE),
            List.of(),
            "Files in the format of postgrey's whitelist_recipients; each line allows",
            "who comes from postgrey brings them along, too");

    static final Key<String> DENY_TEXT = Key.of(
            "access.deny_text",
            ReplyTexts.PLAIN,
            "Access denied",
            "What a denied client is told",
            "the note of the entry is for the log, not for the client");

    static final Key<List<AccessConfig.Entry>> ALLOW = Key.of(
            "access.allow",
            new AccessEntries(true),
            List.of(),
            "Who is let through; each entry is a table [[access.allow]], and all that it names must match",
            "files add their entries to one another, so each list of senders may have its own file in conf.d");

    static final Key<List<AccessConfig.Entry>> DENY = Key.of(
            "access.deny",
            new AccessEntries(false),
            List.of(),
            "Who is refused; likewise [[access.deny]]",
            "denials are looked at before allowances, so an exception to one is written by narrowing it");

    static final Section SECTION = Section.of(
            "access", "The operator's allow and deny lists.", CLIENT_FILES, RECIPIENT_FILES, DENY_TEXT, ALLOW, DENY);

    private AccessKeys() {}

    static AccessConfig read(Settings settings) {
        return new AccessConfig(
                settings.get(CLIENT_FILES),
                settings.get(RECIPIENT_FILES),
                settings.get(DENY_TEXT),
                Stream.concat(settings.get(DENY).stream(), settings.get(ALLOW).stream())
                        .toList());
    }
}
