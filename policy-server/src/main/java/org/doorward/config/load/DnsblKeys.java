package org.doorward.config.load;

import static org.doorward.config.settings.ValueTypes.bool;
import static org.doorward.config.settings.ValueTypes.duration;
import static org.doorward.config.settings.ValueTypes.integer;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.doorward.config.DnsblConfig;
import org.doorward.config.DnsblConfig.DnsList;
import org.doorward.config.settings.Key;
import org.doorward.config.settings.Section;
import org.doorward.config.settings.Settings;

/** Section {@code [dnsbl]}. */
final class DnsblKeys {

    static final Key<Boolean> DEFAULTS = Key.of(
            "dnsbl.defaults",
            bool(),
            true,
            "Whether the shipped lists are asked: zen.spamhaus.org, bl.spamcop.net and list.dnswl.org. Your own are asked beside"
                    + " them; one of yours with the same name stands in for it",
            "good lists from the first minute; their operators' terms of use hold for you, see docs/checks.md");

    static final Key<Duration> PATIENCE = Key.of(
            "dnsbl.patience",
            duration("100ms", "7s"),
            "4s",
            "How long a decision waits for the lists; then what has been heard counts",
            "a question and its retry, and below decision.deadline");

    static final Key<Duration> PROBE_EVERY = Key.of(
            "dnsbl.probe_every",
            duration("1m", "1d"),
            "30m",
            "How often each list proves that it lists what it must and nothing else",
            "lists have died overnight and listed the whole world");

    static final Key<Duration> PARK_LEAST = Key.of(
            "dnsbl.park_least",
            duration("1m", "1d"),
            "20m",
            "How long a list that failed is left alone at first; the pause doubles each time that it fails again",
            "a trouble that is over soon costs little");

    static final Key<Duration> PARK_MOST = Key.of(
            "dnsbl.park_most",
            duration("1m", "7d"),
            "24h",
            "How long at most",
            "a list that is gone for good is asked once a day");

    static final Key<Integer> CACHE_ENTRIES = Key.of(
            "dnsbl.cache_entries",
            integer(1_000, 5_000_000),
            50_000L,
            "For how many addresses, and for how many names, the lists' answers are remembered together",
            "some 300 bytes each; a known address costs a decision one look-up, however many lists there are");

    static final Key<List<DnsList>> LISTS = Key.of(
            "dnsbl.list",
            new DnsblLists(),
            List.of(),
            "The lists; each is a table [[dnsbl.list]]",
            "files add their lists to one another, so each may have a file of its own in conf.d");

    static final Section SECTION = Section.of(
            "dnsbl",
            "DNS lists: who is listed gets points, or is spoken for.",
            DEFAULTS,
            PATIENCE,
            PROBE_EVERY,
            PARK_LEAST,
            PARK_MOST,
            CACHE_ENTRIES,
            LISTS);

    private DnsblKeys() {}

    static DnsblConfig read(Settings settings) {
        Map<String, DnsList> lists = new LinkedHashMap<>();
        if (settings.get(DEFAULTS)) {
            ShippedLists.all().forEach(list -> lists.put(list.name(), list));
        }
        settings.get(LISTS).forEach(list -> lists.put(list.name(), list));
        return new DnsblConfig(
                List.copyOf(lists.values()),
                settings.get(PATIENCE),
                settings.get(PROBE_EVERY),
                settings.get(PARK_LEAST),
                settings.get(PARK_MOST),
                settings.get(CACHE_ENTRIES));
    }
}
