package org.doorward.config.load;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.doorward.config.DoorwardConfig;
import org.doorward.config.ListenAddress;
import org.doorward.config.settings.Key;
import org.doorward.config.settings.Section;
import org.doorward.config.settings.ValueType;
import org.doorward.config.settings.ValueTypes;

/** The keys before the first section. */
final class MainKeys {

    static final Key<List<ListenAddress>> LISTEN = Key.of(
                    "listen",
                    ValueType.listOf(ListenAddresses.ANY),
                    List.of("inet:127.0.0.1:60000"),
                    "Where Postfix asks",
                    "loopback, for the policy protocol knows no login; a unix socket for a chrooted Postfix lies below"
                            + " /var/spool/postfix")
            .needsRestart();

    static final Key<DoorwardConfig.Mode> MODE = Key.of(
            "mode",
            ValueTypes.choice(DoorwardConfig.Mode.class),
            "enforce",
            "Whether verdicts count; in \"observe\" all is computed, recorded and counted, and Postfix is told DUNNO",
            "who installs Doorward wants it to work; who wants to look first says so");

    static final Key<Optional<Path>> STATE_DIR = Key.of(
                    "state_dir",
                    FileTypes.OPTIONAL_DIRECTORY,
                    "",
                    "Where the database and the admin token live",
                    "empty means $STATE_DIRECTORY under systemd, else /var/lib/doorward where that can be written, else"
                            + " ./doorward-state")
            .needsRestart();

    static final Section SECTION = Section.of("", "What stands before the first section.", LISTEN, MODE, STATE_DIR);

    private MainKeys() {}
}
