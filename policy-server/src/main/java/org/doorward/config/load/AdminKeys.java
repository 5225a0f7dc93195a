package org.doorward.config.load;

import java.nio.file.Path;
import java.util.Optional;
import org.doorward.config.AdminConfig;
import org.doorward.config.ListenAddress;
import org.doorward.config.settings.Key;
import org.doorward.config.settings.Section;
import org.doorward.config.settings.Settings;

/** Section {@code [admin]}. */
final class AdminKeys {

    static final Key<ListenAddress.Inet> LISTEN = Key.of(
                    "admin.listen",
                    ListenAddresses.INET,
                    "inet:127.0.0.1:60080",
                    "Where commands, metrics and health are served",
                    "loopback, for it is plain HTTP; a token protects it, but does not hide it")
            .needsRestart();

    static final Key<String> TOKEN = Key.of(
                    "admin.token",
                    TextTypes.TOKEN,
                    "",
                    "The bearer token of the admin listener",
                    "empty means one that is made at the first start and kept in admin.token_file, which no configuration"
                            + " that is copied around can give away")
            .secret()
            .needsRestart();

    static final Key<Optional<Path>> TOKEN_FILE = Key.of(
                    "admin.token_file",
                    FirewallTypes.OPTIONAL_NEW_FILE,
                    "",
                    "The file with the token, made at the first start; empty means admin-token in state_dir",
                    "a container's secret lies elsewhere, where those find it who must not see the state")
            .needsRestart();

    static final Section SECTION =
            Section.of("admin", "The listener for commands, metrics and health.", LISTEN, TOKEN, TOKEN_FILE);

    private AdminKeys() {}

    static AdminConfig read(Settings settings) {
        return new AdminConfig(settings.get(LISTEN), settings.get(TOKEN), settings.get(TOKEN_FILE));
    }
}
