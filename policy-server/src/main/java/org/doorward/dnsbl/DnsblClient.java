package org.doorward.dnsbl;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import org.doorward.config.DnsblConfig;
import org.doorward.config.DnsblConfig.DnsList;
import org.doorward.config.DnsblConfig.Subject;
import org.doorward.dns.Dns;
import org.doorward.store.net.IpAddress;

/**
 * Asks all lists at once for an address or a name, and remembers what they said together, for the shortest time of any of them: so a
 * known client costs one look-up in memory, however many lists there are. Who asks what is being asked waits for the same answer.
 *
 * <p>Beneath, the DNS remembers each list's answer for its own time. When the whole is asked for again, only what has run out is asked
 * over the network: at most one question an address, a list and a time to live. Safe for any thread; never blocks.
 */
public final class DnsblClient {

    private final Dns dns;
    private final Timer timer;
    private final LongSupplier nanos;
    private final Duration patience;
    private final List<Entry> lists;
    private final List<Entry> v4;
    private final List<Entry> v6;
    private final AsyncCache<IpAddress, DnsblAnswer> addresses;
    private final AsyncCache<NameKey, DnsblAnswer> names;

    /** A list and whether it can be trusted. */
    record Entry(DnsList list, ListHealth health) {}

    /** A name, and what it is. */
    private record NameKey(Subject subject, String name) {}

    /**
     * A client for these lists.
     *
     * @param config which lists
     * @param book knows whether they can be trusted
     * @param dns asks them
     * @param timer ends the wait for them
     * @param nanos a steady clock in nanoseconds
     */
    public DnsblClient(DnsblConfig config, HealthBook book, Dns dns, Timer timer, LongSupplier nanos) {
        this.dns = dns;
        this.timer = timer;
        this.nanos = nanos;
        this.patience = config.patience();
        List<ListHealth> healths = book.of(config);
        List<Entry> entries = new ArrayList<>();
        for (int at = 0; at < healths.size(); at++) {
            entries.add(new Entry(config.lists().get(at), healths.get(at)));
        }
        this.lists = List.copyOf(entries);
        this.v4 = askedFor(Subject.IPV4);
        this.v6 = askedFor(Subject.IPV6);
        this.addresses = cache(config);
        this.names = cache(config);
    }

    private <K> AsyncCache<K, DnsblAnswer> cache(DnsblConfig config) {
        return Caffeine.newBuilder()
                .maximumSize(config.cacheEntries())
                .expireAfter(Expiry.<K, DnsblAnswer>creating((key, answer) -> Lifetime.of(answer)))
                .ticker(nanos::getAsLong)
                .executor(Runnable::run)
                .buildAsync();
    }

    private List<Entry> askedFor(Subject subject) {
        return lists.stream()
                .filter(entry -> entry.list().ask().contains(subject))
                .toList();
    }

    /** Whether any list is asked for such a thing. */
    public boolean asksFor(Subject subject) {
        return lists.stream().anyMatch(entry -> entry.list().ask().contains(subject));
    }

    /**
     * What the lists say of an address.
     *
     * @return the answer, complete already when it is remembered; never fails, and comes within the patience
     */
    public CompletionStage<DnsblAnswer> ask(IpAddress address) {
        List<Entry> asked = address.isV6() ? v6 : v4;
        return asked.isEmpty() ? nobody() : ask(addresses, address, asked, address.toString());
    }

    /**
     * What the lists say of a name; nothing when it can be no name of a host.
     *
     * @param subject what the name is
     */
    public CompletionStage<DnsblAnswer> ask(Subject subject, String written) {
        Optional<String> name = HostName.of(written);
        List<Entry> asked = name.isEmpty() ? List.of() : askedFor(subject);
        return asked.isEmpty() ? nobody() : ask(names, new NameKey(subject, name.get()), asked, name.get());
    }

    private static CompletionStage<DnsblAnswer> nobody() {
        return CompletableFuture.completedFuture(DnsblAnswer.NOBODY);
    }

    private <K> CompletionStage<DnsblAnswer> ask(
            AsyncCache<K, DnsblAnswer> cache, K key, List<Entry> asked, String subject) {
        CompletableFuture<DnsblAnswer> known = cache.getIfPresent(key);
        if (known != null) {
            return known;
        }
        CompletableFuture<DnsblAnswer> answer = new CompletableFuture<>();
        CompletableFuture<DnsblAnswer> other = cache.asMap().putIfAbsent(key, answer);
        if (other != null) {
            return other;
        }
        String label = key instanceof IpAddress address ? ReversedName.of(address) : subject;
        new Round(dns, timer, nanos, subject, label, asked, false).run(patience, answer);
        return answer;
    }

    /**
     * Asks every list that such a thing can be asked of, whatever is remembered and whether or not it is parked. No list's standing
     * changes by it.
     *
     * @param subject an address, or a name
     * @return what each said; empty when no list is asked for such things
     */
    public CompletionStage<List<Tested>> test(String subject) {
        Optional<IpAddress> address = IpAddress.parse(subject);
        List<Entry> asked;
        if (address.isPresent()) {
            asked = address.get().isV6() ? v6 : v4;
        } else {
            asked = lists.stream()
                    .filter(entry -> entry.list().ask().stream().noneMatch(Subject::address))
                    .toList();
        }
        String label = address.map(ReversedName::of).orElse(subject.toLowerCase(Locale.ROOT));
        CompletableFuture<DnsblAnswer> answer = new CompletableFuture<>();
        new Round(dns, timer, nanos, subject, label, asked, true).run(patience, answer);
        return answer.thenApply(all -> all.parts().stream().map(Tested::of).toList());
    }
}
