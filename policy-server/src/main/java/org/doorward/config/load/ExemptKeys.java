package org.doorward.config.load;

import java.util.List;
import org.doorward.config.ExemptConfig;
import org.doorward.config.settings.Key;
import org.doorward.config.settings.Section;
import org.doorward.config.settings.Settings;
import org.doorward.config.settings.ValueType;
import org.doorward.config.settings.ValueTypes;
import org.doorward.store.net.Cidr;

/** Section {@code [exempt]}. */
final class ExemptKeys {

    static final Key<Boolean> AUTHENTICATED = Key.of(
            "exempt.authenticated",
            ValueTypes.bool(),
            true,
            "Whether clients that logged in are exempt",
            "they are users, on addresses that change daily");

    static final Key<List<Cidr>> NETWORKS = Key.of(
            "exempt.networks",
            ValueType.listOf(TextTypes.NETWORK),
            List.of("127.0.0.0/8", "::1/128"),
            "Client networks that are never questioned",
            "loopback only; which private networks are trusted is for the operator to name");

    static final Key<List<String>> RECIPIENTS = Key.of(
            "exempt.recipients",
            ValueType.listOf(Patterns.ADDRESS),
            List.of("postmaster@", "abuse@"),
            "Recipients for whom nobody is questioned",
            "RFC 5321 and RFC 2142: whoever is refused must be able to complain");

    static final Section SECTION =
            Section.of("exempt", "Who is never questioned.", AUTHENTICATED, NETWORKS, RECIPIENTS);

    private ExemptKeys() {}

    static ExemptConfig read(Settings settings) {
        return new ExemptConfig(settings.get(AUTHENTICATED), settings.get(NETWORKS), settings.get(RECIPIENTS));
    }
}
