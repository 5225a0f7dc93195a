package org.doorward.config.load;

import static org.doorward.config.settings.ValueTypes.bool;
import static org.doorward.config.settings.ValueTypes.choice;
import static org.doorward.config.settings.ValueTypes.decimal;
import static org.doorward.config.settings.ValueTypes.duration;
import static org.doorward.config.settings.ValueTypes.integer;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.doorward.config.GreylistConfig;
import org.doorward.config.settings.Key;
import org.doorward.config.settings.Section;
import org.doorward.config.settings.Settings;
import org.doorward.config.settings.ValueType;

/** Section {@code [greylist]}. */
final class GreylistKeys {

    static final Key<Boolean> ENABLED =
            Key.of("greylist.enabled", bool(), true, "Whether anything is greylisted", "it is what Doorward is for");

    static final Key<GreylistConfig.Scope> SCOPE = Key.of(
            "greylist.scope",
            choice(GreylistConfig.Scope.class),
            "everyone",
            "Who is greylisted; \"suspicious\" are clients with points against them, without a verified name, or with a"
                    + " name that looks dynamic",
            "a robot on a good address is caught too; \"suspicious\" where nobody may wait for a login code");

    static final Key<Duration> DELAY = Key.of(
            "greylist.delay",
            duration("1s", "12h"),
            "3m",
            "How long a new triplet is deferred",
            "many servers retry first after 200s to 285s, and then only after hours; robots retry within a minute");

    static final Key<Duration> RETRY_WINDOW = Key.of(
            "greylist.retry_window",
            duration("2s", "30d"),
            "24h",
            "Until when, from its first attempt, a new triplet may come back",
            "slow senders need 4 to 12 hours; what has not come back in a day was a robot");

    static final Key<Duration> NULL_SENDER_WINDOW = Key.of(
            "greylist.null_sender_window",
            duration("2s", "30d"),
            "48h",
            "The same for the null sender",
            "bounces come back more slowly than mail");

    static final Key<Duration> PASSED_AGE = Key.of(
            "greylist.passed_age",
            duration("1m", "400d"),
            "36d",
            "How long a passed triplet stays known after it was last seen",
            "a monthly newsletter must not start anew each month");

    static final Key<Integer> PREFIX_V4 = Key.of(
            "greylist.prefix_v4",
            integer(16, 32),
            24L,
            "How many bits of an IPv4 address make the client network",
            "the servers of one sender commonly share a /24; what is wider would have strangers pass for one another");

    static final Key<Integer> PREFIX_V6 = Key.of(
            "greylist.prefix_v6",
            integer(32, 128),
            64L,
            "How many bits of an IPv6 address make the client network",
            "a /64 is the smallest network that anybody gets, and its host may take any address in it");

    static final Key<Boolean> POOLS = Key.of(
            "greylist.pools",
            bool(),
            true,
            "Whether a retry from another address of the same verified organisational domain continues the triplet",
            "large senders retry from other networks, and some mail would otherwise take a day");

    static final Key<Integer> AUTO_ALLOW_AFTER = Key.of(
            "greylist.auto_allow_after",
            integer(0, 1000),
            5L,
            "How many distinct passed triplets allow their whole network; 0 never does",
            "postgrey's number, proven for twenty years");

    static final Key<Duration> AUTO_ALLOW_EVERY = Key.of(
            "greylist.auto_allow_every",
            duration("0s", "7d"),
            "1h",
            "At most one triplet is counted towards that in this time",
            "a burst of spam that is retried once must not allow its network for weeks");

    static final Key<Double> SUSPICIOUS_AT = Key.of(
            "greylist.suspicious_at",
            decimal(0, 1000),
            1.0,
            "From how many points a client is suspicious whatever its name",
            "a single finding suffices: greylisting costs a good sender minutes, not the mail");

    static final Key<List<String>> OPT_IN = Key.of(
            "greylist.opt_in",
            ValueType.listOf(Patterns.ADDRESS),
            List.of(),
            "Recipients that are greylisted; empty means all",
            "greylisting can be tried on a few mailboxes first");

    static final Key<List<String>> OPT_OUT = Key.of(
            "greylist.opt_out",
            ValueType.listOf(Patterns.ADDRESS),
            List.of(),
            "Recipients that are not greylisted",
            "some mailboxes wait for login codes, or cannot bear any delay");

    static final Key<List<Path>> OPT_OUT_FILES = Key.of(
            "greylist.opt_out_files",
            ValueType.listOf(FileTypes.EXISTING_FILE),
            List.of(),
            "Files of such recipients, in the format of postgrey's whitelist_recipients",
            "a list of mailboxes comes from another program; it is read anew when it changes");

    static final Key<Boolean> HEADER = Key.of(
            "greylist.header",
            bool(),
            true,
            "Whether the first message that passes gets an X-Greylist header",
            "whoever asks why a mail was late finds the answer in the mail");

    static final Key<String> TEXT = Key.of(
            "greylist.text",
            ReplyTexts.WITH_SECONDS,
            "Greylisted, please try again in {seconds} seconds",
            "What the client is told; {seconds} stands for the seconds left",
            "it stands in the sender's log and, if the sender gives up, in the bounce");

    static final Key<Optional<Path>> PUBLIC_SUFFIX_LIST = Key.of(
            "greylist.public_suffix_list",
            FileTypes.OPTIONAL_FILE,
            "",
            "The public suffix list to use, such as /usr/share/publicsuffix/public_suffix_list.dat",
            "empty means the one that comes with Doorward");

    static final Section SECTION = Section.of(
            "greylist",
            "Who comes for the first time is asked to come again; robots do not.",
            ENABLED,
            SCOPE,
            DELAY,
            RETRY_WINDOW,
            NULL_SENDER_WINDOW,
            PASSED_AGE,
            PREFIX_V4,
            PREFIX_V6,
            POOLS,
            AUTO_ALLOW_AFTER,
            AUTO_ALLOW_EVERY,
            SUSPICIOUS_AT,
            OPT_IN,
            OPT_OUT,
            OPT_OUT_FILES,
            HEADER,
            TEXT,
            PUBLIC_SUFFIX_LIST);

    private GreylistKeys() {}

    static GreylistConfig read(Settings settings) {
        return new GreylistConfig(
                settings.get(ENABLED),
                settings.get(SCOPE),
                settings.get(DELAY),
                settings.get(RETRY_WINDOW),
                settings.get(NULL_SENDER_WINDOW),
                settings.get(PASSED_AGE),
                settings.get(PREFIX_V4),
                settings.get(PREFIX_V6),
                settings.get(POOLS),
                settings.get(AUTO_ALLOW_AFTER),
                settings.get(AUTO_ALLOW_EVERY),
                settings.get(SUSPICIOUS_AT),
                settings.get(OPT_IN),
                settings.get(OPT_OUT),
                settings.get(OPT_OUT_FILES),
                settings.get(HEADER),
                settings.get(TEXT),
                settings.get(PUBLIC_SUFFIX_LIST));
    }
}
