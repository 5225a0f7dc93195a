package org.doorward.config.load;

import static org.doorward.config.settings.ValueTypes.bool;
import static org.doorward.config.settings.ValueTypes.decimal;

import org.doorward.config.ReverseNameConfig;
import org.doorward.config.settings.Key;
import org.doorward.config.settings.Section;
import org.doorward.config.settings.Settings;

/** Section {@code [reverse_name]}. */
final class ReverseNameKeys {

    static final Key<Boolean> ENABLED = Key.of(
            "reverse_name.enabled",
            bool(),
            true,
            "Whether the client's name in the DNS is looked at",
            "set it to false when main.cf says smtpd_peername_lookup = no: then Postfix knows no client's name");

    static final Key<Double> MISSING_POINTS = Key.of(
            "reverse_name.missing_points",
            decimal(0, 1000),
            1.0,
            "Points for an address without a reverse name",
            "few, for Postfix says the same when its name server did not answer in time");

    static final Key<Double> UNCONFIRMED_POINTS = Key.of(
            "reverse_name.unconfirmed_points",
            decimal(0, 1000),
            1.0,
            "Points for a reverse name that does not lead back to the address",
            "few, for the same reason, and because IPv6 hosts of honest people have such names");

    static final Key<Double> DYNAMIC_POINTS = Key.of(
            "reverse_name.dynamic_points",
            decimal(0, 1000),
            1.5,
            "Points for a verified name such as access providers give to their lines",
            "most robots have one, and so have small servers whose owner cannot change it");

    static final Section SECTION = Section.of(
            "reverse_name",
            "What the DNS calls the client.",
            ENABLED,
            MISSING_POINTS,
            UNCONFIRMED_POINTS,
            DYNAMIC_POINTS);

    private ReverseNameKeys() {}

    static ReverseNameConfig read(Settings settings) {
        return new ReverseNameConfig(
                settings.get(ENABLED),
                settings.get(MISSING_POINTS),
                settings.get(UNCONFIRMED_POINTS),
                settings.get(DYNAMIC_POINTS));
    }
}
