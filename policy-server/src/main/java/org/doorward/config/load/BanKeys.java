package org.doorward.config.load;

import static org.doorward.config.settings.ValueTypes.bool;
import static org.doorward.config.settings.ValueTypes.decimal;
import static org.doorward.config.settings.ValueTypes.duration;

import java.time.Duration;
import java.util.List;
import org.doorward.config.BanConfig;
import org.doorward.config.settings.Key;
import org.doorward.config.settings.Section;
import org.doorward.config.settings.Settings;
import org.doorward.config.settings.ValueType;
import org.doorward.store.net.Cidr;

/** Section {@code [ban]}. */
final class BanKeys {

    static final Key<Boolean> ENABLED = Key.of(
            "ban.enabled",
            bool(),
            true,
            "Whether persistent offenders are banned",
            "what they would send is refused anyway; a ban spares the work");

    static final Key<Double> THRESHOLD = Key.of(
            "ban.threshold",
            decimal(1, 1000),
            20.0,
            "The score at which a client is banned, if its offences are of two vectors or lie a day apart",
            "above what refuses a single mail, for a ban refuses all of them");

    static final Key<List<Duration>> LADDER = Key.of(
            "ban.ladder",
            ValueType.listOf(duration("1m", "400d")),
            List.of("1h", "1d", "7d", "30d"),
            "How long bans are, from the first one on; the last length is that of all further ones",
            "an address changes hands within hours or days, a rented server within weeks");

    static final Key<Duration> QUIET = Key.of(
            "ban.quiet",
            duration("1h", "400d"),
            "30d",
            "For each such time without a ban the next one is a rung lower",
            "who has been quiet for a month deserves to be new again");

    static final Key<Double> PAROLE = Key.of(
            "ban.parole",
            decimal(0, 1000),
            10.0,
            "The score that a client has at the end of its ban",
            "half of the threshold: it is let in again, and must not do the half of what it did");

    static final Key<String> CONTACT = Key.of(
            "ban.contact",
            ReplyTexts.SHORT_OR_EMPTY,
            "",
            "An address or a page that banned clients are told; empty says \"postmaster\"",
            "whoever is banned by mistake must find you; mail to postmaster is never refused");

    static final Key<List<Cidr>> NEVER = Key.of(
            "ban.never",
            ValueType.listOf(TextTypes.NETWORK),
            List.of(),
            "Networks that no ban touches, besides loopback, this host, exempt.networks, allowed clients, and good senders",
            "only you know whom you cannot do without: your office, your monitoring, your backup MX");

    static final Key<Duration> DISCONNECT = Key.of(
            "ban.disconnect",
            duration("0s", "1d"),
            "5m",
            "For how long after its begin a ban also ends the client's open sessions, by 421 in place of 554; \"0s\" never does",
            "who was banned in the middle of a session is to lose it; later ones the firewall keeps out");

    static final Key<Duration> KNOCK_WINDOW = Key.of(
            "ban.knock_window",
            duration("0s", "1d"),
            "10m",
            "A client that still knocks at the firewall so shortly before its ban's end, or within the ban's last tenth if that is"
                    + " less, is banned for as long again; \"0s\" renews nothing",
            "a robot knocks all the time; a mail server that was banned by mistake does so every quarter of an hour at most");

    static final Key<Duration> EARLY_END_AFTER = Key.of(
            "ban.early_end_after",
            duration("0s", "400d"),
            "0s",
            "A ban ends early when its client has not knocked at the firewall for so long; \"0s\" ends none early",
            "silence may mean that a machine was cleaned, or that it waits; only the firewall's worker can tell of it");

    static final Section SECTION = Section.of(
            "ban",
            "Who goes on is banned.",
            ENABLED,
            THRESHOLD,
            LADDER,
            QUIET,
            PAROLE,
            CONTACT,
            NEVER,
            DISCONNECT,
            KNOCK_WINDOW,
            EARLY_END_AFTER);

    private BanKeys() {}

    static BanConfig read(Settings settings) {
        return new BanConfig(
                settings.get(ENABLED),
                settings.get(THRESHOLD),
                settings.get(LADDER),
                settings.get(QUIET),
                settings.get(PAROLE),
                settings.get(CONTACT),
                settings.get(NEVER),
                settings.get(DISCONNECT),
                settings.get(KNOCK_WINDOW),
                settings.get(EARLY_END_AFTER));
    }
}
