package org.doorward.config.load;

import static org.doorward.config.settings.ValueTypes.bool;
import static org.doorward.config.settings.ValueTypes.decimal;

import org.doorward.config.SenderConfig;
import org.doorward.config.settings.Key;
import org.doorward.config.settings.Section;
import org.doorward.config.settings.Settings;

/** Section {@code [sender]}. */
final class SenderKeys {

    static final Key<Boolean> ENABLED = Key.of(
            "sender.enabled",
            bool(),
            true,
            "Whether the sender's address is looked at",
            "mail whose sender cannot be answered is seldom wanted");

    static final Key<Double> NO_MAIL_POINTS = Key.of(
            "sender.no_mail_points",
            decimal(0, 1000),
            3.0,
            "Points for a sender's domain that does not exist, or has neither an MX record nor an address",
            "some machines send reports under names that nobody has registered");

    static final Key<Double> NULL_MX_POINTS = Key.of(
            "sender.null_mx_points",
            decimal(0, 1000),
            5.0,
            "Points for a sender's domain that says it takes no mail (the null MX of RFC 7505)",
            "its owner has told the world that no mail comes from it");

    static final Key<Double> IS_RECIPIENT_POINTS = Key.of(
            "sender.is_recipient_points",
            decimal(0, 1000),
            1.0,
            "Points for a sender that is the recipient",
            "few, for web forms and scanners do that too; users who log in are exempt");

    static final Section SECTION = Section.of(
            "sender",
            "Whether the sender's address can be what it says.",
            ENABLED,
            NO_MAIL_POINTS,
            NULL_MX_POINTS,
            IS_RECIPIENT_POINTS);

    private SenderKeys() {}

    static SenderConfig read(Settings settings) {
        return new SenderConfig(
                settings.get(ENABLED),
                settings.get(NO_MAIL_POINTS),
                settings.get(NULL_MX_POINTS),
                settings.get(IS_RECIPIENT_POINTS));
    }
}
