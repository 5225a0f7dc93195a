package org.doorward.config.load;

import static org.doorward.config.settings.ValueTypes.integer;

import java.util.List;
import org.doorward.config.RateConfig;
import org.doorward.config.settings.Key;
import org.doorward.config.settings.Section;
import org.doorward.config.settings.Settings;

/** Section {@code [rate]}. */
final class RateKeys {

    static final Key<Integer> MAX_KEYS = Key.of(
            "rate.max_keys",
            integer(100, 1_000_000),
            20_000L,
            "Of how many clients, senders or logins each limit remembers what they sent",
            "some 8 MiB a limit when all are busy; past it those are forgotten that came seldom and long ago, and they"
                    + " begin at zero");

    static final Key<Integer> PREFIX_V4 = Key.of(
            "rate.prefix_v4",
            integer(16, 32),
            32L,
            "How many bits of an IPv4 address make the client whose share is counted",
            "neighbours in a network are mostly strangers to one another");

    static final Key<Integer> PREFIX_V6 = Key.of(
            "rate.prefix_v6",
            integer(32, 128),
            64L,
            "How many bits of an IPv6 address make the client whose share is counted",
            "a /64 is the smallest network that anybody gets, and its host may take any address in it");

    static final Key<List<RateConfig.Limit>> LIMIT = Key.of(
            "rate.limit",
            new RateLimits(),
            List.of(),
            "What anybody may send; each limit is a table [[rate.limit]]",
            "none by default: how much is too much is for the operator to know, and no mail may be lost to a guess");

    static final Section SECTION =
            Section.of("rate", "How much anybody may send in a time.", MAX_KEYS, PREFIX_V4, PREFIX_V6, LIMIT);

    private RateKeys() {}

    static RateConfig read(Settings settings) {
        return new RateConfig(
                settings.get(LIMIT), settings.get(MAX_KEYS), settings.get(PREFIX_V4), settings.get(PREFIX_V6));
    }
}
