package org.doorward.config.load;

import static org.doorward.config.settings.ValueTypes.bool;
import static org.doorward.config.settings.ValueTypes.decimal;
import static org.doorward.config.settings.ValueTypes.duration;

import java.time.Duration;
import java.util.List;
import org.doorward.config.SpfConfig;
import org.doorward.config.settings.Key;
import org.doorward.config.settings.Section;
import org.doorward.config.settings.Settings;
import org.doorward.config.settings.ValueType;

/** Section {@code [spf]}. */
final class SpfKeys {

    static final Key<Boolean> ENABLED = Key.of(
            "spf.enabled",
            bool(),
            true,
            "Whether the sender's domain is asked which addresses may send for it",
            "large senders retry from other addresses, and SPF is how they say that those are theirs");

    static final Key<Double> FAIL_POINTS = Key.of(
            "spf.fail_points",
            decimal(0, 1000),
            3.0,
            "Points for an address that the domain does not permit (fail)",
            "few, for who forwards mail without rewriting the sender fails too");

    static final Key<Double> SOFTFAIL_POINTS = Key.of(
            "spf.softfail_points",
            decimal(0, 1000),
            1.0,
            "Points for an address that the domain probably does not permit (softfail)",
            "the domain's owner is not sure either");

    static final Key<Duration> REMEMBER_AT_MOST = Key.of(
            "spf.remember_at_most",
            duration("1m", "24h"),
            "1h",
            "How long a result is remembered at most; less when the records live shorter",
            "a corrected record counts within the hour");

    static final Key<List<String>> RANGES_OF = Key.of(
                    "spf.ranges_of",
                    ValueType.listOf(TextTypes.DOMAIN),
                    List.of(
                            "google.com",
                            "outlook.com",
                            "spf.protection.outlook.com",
                            "amazonses.com",
                            "icloud.com",
                            "gmx.net",
                            "web.de",
                            "sendgrid.net",
                            "mailgun.org",
                            "spf.messagingengine.com",
                            "_spf.protonmail.ch"),
                    "Domains whose published address ranges are never banned",
                    "behind each address of a large sender are thousands of honest users")
            .needsRestart();

    static final Key<Duration> RANGES_EVERY = Key.of(
                    "spf.ranges_every",
                    duration("10m", "7d"),
                    "6h",
                    "How often these ranges are resolved anew",
                    "they change a few times a year, and their owners announce it by nothing else")
            .needsRestart();

    static final Section SECTION = Section.of(
            "spf",
            "Which addresses may send for a domain (SPF, RFC 7208).",
            ENABLED,
            FAIL_POINTS,
            SOFTFAIL_POINTS,
            REMEMBER_AT_MOST,
            RANGES_OF,
            RANGES_EVERY);

    private SpfKeys() {}

    static SpfConfig read(Settings settings) {
        return new SpfConfig(
                settings.get(ENABLED),
                settings.get(FAIL_POINTS),
                settings.get(SOFTFAIL_POINTS),
                settings.get(REMEMBER_AT_MOST),
                settings.get(RANGES_OF),
                settings.get(RANGES_EVERY));
    }
}
