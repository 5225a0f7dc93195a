package org.doorward.config.load;

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
                    "empty means one that is made at the first start and kept in the state directory, which no file"
                            + " that is copied around can give away")
            .secret()
            .needsRestart();

    static final Section SECTION = Section.of("admin", "The listener for commands, metrics and health.", LISTEN, TOKEN);

    private AdminKeys() {}

    static AdminConfig read(Settings settings) {
        return new AdminConfig(settings.get(LISTEN), settings.get(TOKEN));
    }
}
