package org.doorward.config.load;

import static org.doorward.config.settings.ValueTypes.duration;
import static org.doorward.config.settings.ValueTypes.integer;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.doorward.config.DnsConfig;
import org.doorward.config.settings.Key;
import org.doorward.config.settings.Section;
import org.doorward.config.settings.Settings;
import org.doorward.config.settings.ValueType;

/** Section {@code [dns]}. */
final class DnsKeys {

    static final Key<List<InetSocketAddress>> SERVERS = Key.of(
                    "dns.servers",
                    ValueType.listOf(NameServerAddresses.ADDRESS),
                    List.of(),
                    "The name servers, each an address, or an address and a port; empty means those of /etc/resolv.conf",
                    "a resolver of your own on this host is the best that lists can be asked through: many refuse those who"
                            + " come by a public one")
            .needsRestart();

    static final Key<Duration> TIMEOUT = Key.of(
                    "dns.timeout",
                    duration("100ms", "5s"),
                    "2s",
                    "How long one question to one server may take",
                    "most answers take milliseconds, and the slowest zones a second")
            .needsRestart();

    static final Key<Integer> RETRIES = Key.of(
                    "dns.retries",
                    integer(0, 3),
                    1L,
                    "How often a question without an answer is asked again, at the next server",
                    "packets get lost; what is lost twice says something")
            .needsRestart();

    static final Key<Integer> IN_FLIGHT = Key.of(
                    "dns.in_flight",
                    integer(10, 20_000),
                    1_000L,
                    "How many questions may be under way at once; more fail at once",
                    "each holds a socket and a port, so it also keeps the open files in bounds")
            .needsRestart();

    static final Key<Integer> CACHE_ENTRIES = Key.of(
                    "dns.cache_entries",
                    integer(1_000, 5_000_000),
                    50_000L,
                    "How many answers are remembered",
                    "some 300 bytes each")
            .needsRestart();

    static final Key<Duration> TTL_LEAST = Key.of(
                    "dns.ttl_least",
                    duration("0s", "1h"),
                    "60s",
                    "The shortest time for which an answer is remembered, whatever its time to live",
                    "a message to many recipients must not ask again for each")
            .needsRestart();

    static final Key<Duration> TTL_MOST = Key.of(
                    "dns.ttl_most",
                    duration("1s", "1d"),
                    "1h",
                    "The longest",
                    "who was taken off a list must not wait for a day")
            .needsRestart();

    static final Key<Duration> NEGATIVE_TTL_LEAST = Key.of(
                    "dns.negative_ttl_least",
                    duration("0s", "1h"),
                    "5m",
                    "The shortest time for which it is remembered that there is no such record, whatever the zone's SOA says",
                    "most addresses are on no list, and are asked about again and again")
            .needsRestart();

    static final Key<Duration> NEGATIVE_TTL_MOST = Key.of(
                    "dns.negative_ttl_most",
                    duration("1s", "1d"),
                    "15m",
                    "The longest",
                    "a robot that starts to send is listed within minutes")
            .needsRestart();

    static final Key<Duration> FAILURE_TTL = Key.of(
                    "dns.failure_ttl",
                    duration("1s", "15m"),
                    "60s",
                    "For how long it is remembered that a question failed; a time-out for at most 10s",
                    "a server in trouble is not helped by more questions, and one lost packet must not blind for long")
            .needsRestart();

    static final Section SECTION = Section.of(
            "dns",
            "Questions to the DNS, for the lists and the checks of names.",
            SERVERS,
            TIMEOUT,
            RETRIES,
            IN_FLIGHT,
            CACHE_ENTRIES,
            TTL_LEAST,
            TTL_MOST,
            NEGATIVE_TTL_LEAST,
            NEGATIVE_TTL_MOST,
            FAILURE_TTL);

    private DnsKeys() {}

    static DnsConfig read(Settings settings) {
        return new DnsConfig(
                settings.get(SERVERS),
                settings.get(TIMEOUT),
                settings.get(RETRIES),
                settings.get(IN_FLIGHT),
                settings.get(CACHE_ENTRIES),
                settings.get(TTL_LEAST),
                settings.get(TTL_MOST),
                settings.get(NEGATIVE_TTL_LEAST),
                settings.get(NEGATIVE_TTL_MOST),
                settings.get(FAILURE_TTL));
    }
}
