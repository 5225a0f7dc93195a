package org.doorward.config.load;

import static org.doorward.config.settings.ValueTypes.bool;
import static org.doorward.config.settings.ValueTypes.decimal;

import java.util.List;
import org.doorward.config.HeloConfig;
import org.doorward.config.settings.Key;
import org.doorward.config.settings.Section;
import org.doorward.config.settings.Settings;
import org.doorward.config.settings.ValueType;

/** Section {@code [helo]}. */
final class HeloKeys {

    static final Key<Boolean> ENABLED = Key.of(
            "helo.enabled",
            bool(),
            true,
            "Whether the name that a client gives in HELO is looked at",
            "it costs nothing, and robots give bad ones");

    static final Key<List<String>> OWN_NAMES = Key.of(
            "helo.own_names",
            ValueType.listOf(TextTypes.DOMAIN),
            List.of(),
            "This host's names, which no other host may give as its own; the host's name as the kernel knows it counts"
                    + " anyway",
            "name what myhostname, your MX records and your mail domains say; whoever greets you with your own name lies");

    static final Key<Double> OWN_NAME_POINTS = Key.of(
            "helo.own_name_points",
            decimal(0, 1000),
            5.0,
            "Points for a client that gives one of them, or one of this host's addresses",
            "no honest host does; only a mistake in your own network looks the same");

    static final Key<Double> LITERAL_POINTS = Key.of(
            "helo.literal_points",
            decimal(0, 1000),
            3.0,
            "Points for an address in brackets that is not the client's",
            "hosts behind address translation give their inner one");

    static final Key<Double> NOT_FULL_POINTS = Key.of(
            "helo.not_full_points",
            decimal(0, 1000),
            2.0,
            "Points for a name that nobody else can look up: without a dot, or below local, lan and the like",
            "RFC 5321 wants the full name, but some honest hosts are set up badly");

    static final Key<Double> SYNTAX_POINTS = Key.of(
            "helo.syntax_points",
            decimal(0, 1000),
            3.0,
            "Points for what can be neither a name nor an address in brackets",
            "software that has been tried once does not do that");

    static final Key<Double> MISSING_POINTS = Key.of(
            "helo.missing_points",
            decimal(0, 1000),
            2.0,
            "Points for a client that sends mail without having said HELO",
            "Postfix lets that happen unless smtpd_helo_required = yes; 0 when another program asks and leaves helo_name"
                    + " out");

    static final Section SECTION = Section.of(
            "helo",
            "What the client calls itself.",
            ENABLED,
            OWN_NAMES,
            OWN_NAME_POINTS,
            LITERAL_POINTS,
            NOT_FULL_POINTS,
            SYNTAX_POINTS,
            MISSING_POINTS);

    private HeloKeys() {}

    static HeloConfig read(Settings settings) {
        return new HeloConfig(
                settings.get(ENABLED),
                settings.get(OWN_NAMES),
                settings.get(OWN_NAME_POINTS),
                settings.get(LITERAL_POINTS),
                settings.get(NOT_FULL_POINTS),
                settings.get(SYNTAX_POINTS),
                settings.get(MISSING_POINTS));
    }
}
