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

    static final Key<List<Path>> DENY_CLIENT_FILES = Key.of(
            "access.deny_client_files",
            ValueType.listOf(FileTypes.EXISTING_FILE),
            List.of(),
            "Files in the same format as client_files; each line denies",
            "a list of those who are refused comes from another program; denials are looked at before allowances");

    static final Key<List<Path>> DENY_RECIPIENT_FILES = Key.of(
            "access.deny_recipient_files",
            ValueType.listOf(FileTypes.EXISTING_FILE),
            List.of(),
            "Files in the same format as recipient_files; each line denies",
            "mailboxes that were given up, or that must not hear from outside, are known to another program");

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
            "access",
            "The operator's allow and deny lists.",
            CLIENT_FILES,
            RECIPIENT_FILES,
            DENY_CLIENT_FILES,
            DENY_RECIPIENT_FILES,
            DENY_TEXT,
            ALLOW,
            DENY);

    private AccessKeys() {}

    static AccessConfig read(Settings settings) {
        return new AccessConfig(
                settings.get(CLIENT_FILES),
                settings.get(RECIPIENT_FILES),
                settings.get(DENY_CLIENT_FILES),
                settings.get(DENY_RECIPIENT_FILES),
                settings.get(DENY_TEXT),
                Stream.concat(settings.get(DENY).stream(), settings.get(ALLOW).stream())
                        .toList());
    }
}
