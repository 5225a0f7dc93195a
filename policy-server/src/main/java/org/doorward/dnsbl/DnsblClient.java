package org.doorward.dnsbl;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import org.doorward.config.DnsblConfig;
import org.doorward.config.DnsblConfig.DnsList;
import org.doorward.config.DnsblConfig.Subject;
import org.doorward.dns.Dns;
import org.doorward.dns.Remaining;
import org.doorward.store.net.IpAddress;

/**
 * Asks all lists at once for an address or a name, and remembers what they said together, for the shortest time of any of them: so a
 * known client costs one look-up in memory, however many lists there are. Who asks what is being asked waits for the same answer.
 *
 * <p>Beneath, the DNS remembers each list's answer for its own time. When the whole is asked for again, only what has run out is asked
 * over the network: at most one question an address, a list and a time to live. Safe for any thread; never blocks.
 */
public final class DnsblClient {

    private static final CompletionStage<DnsblAnswer> NOBODY = CompletableFuture.completedFuture(DnsblAnswer.NOBODY);

    private final Dns dns;
    private final Timer timer;
    private final LongSupplier nanos;
    private final Duration patience;
    private final List<Entry> lists;
    private final Map<Subject, List<Entry>> bySubject = new EnumMap<>(Subject.class);
    private final AsyncCache<IpAddress, DnsblAnswer> addresses;
    private final AsyncCache<NameKey, DnsblAnswer> names;

    /** A list and whether it can be trusted. */
    record Entry(DnsList list, ListHealth health) {}

    /** A name, and what it is. */
    private record NameKey(Subject subject, String name) {

        /** Written out because a record's own goes through method handles, and each inquiry asks this up to three times. */
        @Override
        public boolean equals(Object other) {
            return other instanceof NameKey key && key.subject == subject && key.name.equals(name);
        }

        @Override
        public int hashCode() {
            return name.hashCode() * 31 + subject.hashCode();
        }
    }

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
        for (Subject subject : Subject.values()) {
            bySubject.put(
                    subject,
                    lists.stream()
                            .filter(entry -> entry.list().ask().contains(subject))
                            .toList());
        }
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
        return Objects.requireNonNull(bySubject.get(subject));
    }

    private List<Entry> askedFor(IpAddress address) {
        return askedFor(address.isV6() ? Subject.IPV6 : Subject.IPV4);
    }

    /** Whether any list is asked for such a thing. */
    public boolean asksFor(Subject subject) {
        return !askedFor(subject).isEmpty();
    }

    /**
     * What the lists say of an address.
     *
     * @return the answer, complete already when it is remembered; never fails, and comes within the patience
     */
    public CompletionStage<DnsblAnswer> ask(IpAddress address) {
        List<Entry> asked = askedFor(address);
        if (asked.isEmpty()) {
            return NOBODY;
        }
        CompletableFuture<DnsblAnswer> known = addresses.getIfPresent(address);
        return known != null ? known : ask(addresses, address, asked, address.toString(), ReversedName.of(address));
    }

    /**
     * What the lists say of a name; nothing when it can be no name of a host.
     *
     * @param subject what the name is
     */
    public CompletionStage<DnsblAnswer> ask(Subject subject, String written) {
        List<Entry> asked = askedFor(subject);
        Optional<String> name = asked.isEmpty() ? Optional.empty() : HostName.of(written);
        if (name.isEmpty()) {
            return NOBODY;
        }
        NameKey key = new NameKey(subject, name.get());
        CompletableFuture<DnsblAnswer> known = names.getIfPresent(key);
        return known != null ? known : ask(names, key, asked, name.get(), name.get());
    }

    /**
     * For how long it is known that no list lists an address: zero when it is not known, or when one does. What is on no list needs no
     * second look at whether the lists can be trusted.
     */
    public Duration unlistedFor(IpAddress address) {
        return askedFor(address).isEmpty() ? Lifetime.LONGEST : unlistedFor(addresses, address);
    }

    /** The same for a name. */
    public Duration unlistedFor(Subject subject, String written) {
        Optional<String> name = askedFor(subject).isEmpty() ? Optional.empty() : HostName.of(written);
        return name.isEmpty() ? Lifetime.LONGEST : unlistedFor(names, new NameKey(subject, name.get()));
    }

    private static <K> Duration unlistedFor(AsyncCache<K, DnsblAnswer> cache, K key) {
        CompletableFuture<DnsblAnswer> known = cache.getIfPresent(key);
        if (known == null || !known.isDone()) {
            return Duration.ZERO;
        }
        DnsblAnswer answer = known.join();
        return answer.listed() || !answer.answered() ? Duration.ZERO : Remaining.of(cache, key, Lifetime.of(answer));
    }

    private <K> CompletionStage<DnsblAnswer> ask(
            AsyncCache<K, DnsblAnswer> cache, K key, List<Entry> asked, String subject, String label) {
        CompletableFuture<DnsblAnswer> answer = new CompletableFuture<>();
        CompletableFuture<DnsblAnswer> other = cache.asMap().putIfAbsent(key, answer);
        if (other != null) {
            return other;
        }
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
            asked = askedFor(address.get());
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
