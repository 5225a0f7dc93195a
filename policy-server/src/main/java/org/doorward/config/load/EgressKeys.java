package org.doorward.config.load;

import static org.doorward.config.settings.ValueTypes.bool;
import static org.doorward.config.settings.ValueTypes.choice;

import java.util.List;
import java.util.regex.Pattern;
import org.doorward.config.EgressConfig;
import org.doorward.config.EgressConfig.Mode;
import org.doorward.config.EgressConfig.Where;
import org.doorward.config.settings.Key;
import org.doorward.config.settings.Outcome;
import org.doorward.config.settings.Quoted;
import org.doorward.config.settings.Section;
import org.doorward.config.settings.Settings;
import org.doorward.config.settings.ValueType;
import org.doorward.store.net.Cidr;

/** Section {@code [egress]}. */
final class EgressKeys {

    private static final Pattern USER = Pattern.compile("[A-Za-z_][A-Za-z0-9_.-]{0,31}|[0-9]{1,10}");

    private static final ValueType<String> USER_NAME = ValueType.text(
            "a user's name or number",
            text -> USER.matcher(text).matches()
                    ? Outcome.of(text)
                    : Outcome.refuse(Quoted.of(text) + " can be no user", "write a name, such as \"postfix\""));

    static final Key<Boolean> ENABLED = Key.of(
                    "egress.enabled",
                    bool(),
                    false,
                    "Whether only those named here may open connections to port 25 of the world",
                    "whoever forgets a mail host here loses its mail: look at it with mode = \"observe\" first")
            .needsRestart();

    static final Key<Where> WHERE = Key.of(
                    "egress.where",
                    choice(Where.class),
                    "output",
                    "Whose connections: this host's own, those that it forwards as a router, or both",
                    "a mail host sends its own mail and forwards nothing")
            .needsRestart();

    static final Key<List<Cidr>> HOSTS = Key.of(
                    "egress.hosts",
                    ValueType.listOf(TextTypes.NETWORK),
                    List.of(),
                    "Hosts behind this router that may send mail",
                    "the mail hosts; an infected machine beside them must not have the whole network listed")
            .needsRestart();

    static final Key<List<String>> USERS = Key.of(
                    "egress.users",
                    ValueType.listOf(USER_NAME),
                    List.of("postfix"),
                    "Users of this host that may send mail",
                    "Postfix's own; a web application that was broken into runs as another one")
            .needsRestart();

    static final Key<Mode> MODE = Key.of(
                    "egress.mode",
                    choice(Mode.class),
                    "enforce",
                    "\"observe\" counts and reports, and refuses nobody",
                    "who has switched it on wants it to work")
            .needsRestart();

    static final Section SECTION =
            Section.of("egress", "The outbound lock: who may send mail from here.", ENABLED, WHERE, HOSTS, USERS, MODE);

    private EgressKeys() {}

    static EgressConfig read(Settings settings) {
        return new EgressConfig(
                settings.get(ENABLED),
                settings.get(WHERE),
                settings.get(HOSTS),
                settings.get(USERS),
                settings.get(MODE));
    }
}
