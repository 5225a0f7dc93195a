package org.doorward.spf;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.doorward.dns.Dns;
import org.doorward.store.net.Cidr;
import org.doorward.store.net.CidrSet;
import org.doorward.store.net.IpAddress;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The address ranges that large senders publish in their SPF records, resolved now and then.
 *
 * <p>Each domain's ranges are replaced whole, and only by a walk that the DNS answered fully; until then the old ones stay. A
 * look-up is one binary search in an immutable set that is swapped whole, for any thread.
 */
public final class SenderRanges implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SenderRanges.class);

    /** How soon a walk that failed is tried again, at first; each failure doubles it, up to the configured time. */
    private static final Duration RETRY = Duration.ofMinutes(1);

    /** So that many hosts that were started together do not ask together. */
    private static final double JITTER = 0.1;

    private final Dns dns;
    private final List<String> domains;
    private final Duration every;
    private final ScheduledExecutorService scheduler;
    private final RandomGenerator random;

    private volatile Snapshot snapshot = Snapshot.of(Map.of());
    private Duration retry = RETRY;
    private @Nullable Future<?> next;
    private boolean closed;

    /**
     * Ranges that are not resolved yet; {@link #start} begins.
     *
     * @param dns is asked
     * @param domains whose ranges; a range of several is said to be of the first
     * @param every how often they are resolved
     * @param scheduler whose thread begins each walk; the rest runs where the answers come
     * @param random spreads the walks
     */
    public SenderRanges(
            Dns dns, List<String> domains, Duration every, ScheduledExecutorService scheduler, RandomGenerator random) {
        this.dns = dns;
        this.domains = List.copyOf(domains);
        this.every = every;
        this.scheduler = scheduler;
        this.random = random;
    }

    /** Resolves them for the first time, and from then on. Returns at once. */
    public synchronized void start() {
        if (!domains.isEmpty()) {
            schedule(Duration.ZERO);
        }
    }

    /**
     * Which domain has published a range that an address lies in.
     *
     * @return the domain as it was configured; empty when none has, or when nothing is resolved yet
     */
    public Optional<String> rangeOf(IpAddress address) {
        Snapshot now = snapshot;
        return now.set()
                .longestMatch(address)
                .map(range -> String.valueOf(now.owners().get(range)));
    }

    /** All ranges, with the domain that has published each. */
    public Map<Cidr, String> owners() {
        return snapshot.owners();
    }

    /** How many ranges each domain has; a domain that was never resolved is missing. */
    public Map<String, Integer> sizes() {
        Map<String, Integer> sizes = new LinkedHashMap<>();
        snapshot.byDomain().forEach((domain, ranges) -> sizes.put(domain, ranges.size()));
        return sizes;
    }

    /** Resolves no more. What is known stays. */
    @Override
    public synchronized void close() {
        closed = true;
        if (next != null) {
            next.cancel(false);
        }
    }

    private synchronized void schedule(Duration in) {
        if (closed) {
            return;
        }
        double spread = 1 + JITTER * (2 * random.nextDouble() - 1);
        try {
            next = scheduler.schedule(this::begin, (long) (in.toMillis() * spread), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException stopping) {
            closed = true;
        }
    }

    private void begin() {
        walk(0, new HashMap<>(), new ArrayList<>());
    }

    /** One domain after the other, so that a few questions are under way at a time. */
    private void walk(int number, Map<String, Set<Cidr>> found, List<String> failures) {
        if (number == domains.size()) {
            finished(found, failures);
            return;
        }
        String domain = domains.get(number);
        RangeWalk.of(dns, domain).whenComplete((ranges, never) -> {
            ranges.failure().ifPresent(failures::add);
            if (ranges.failure().isEmpty()) {
                found.put(domain, ranges.ranges());
            }
            walk(number + 1, found, failures);
        });
    }

    private void finished(Map<String, Set<Cidr>> found, List<String> failures) {
        Map<String, Set<Cidr>> old = snapshot.byDomain();
        Map<String, Set<Cidr>> now = new LinkedHashMap<>();
        for (String domain : domains) {
            Set<Cidr> ranges = found.getOrDefault(domain, old.get(domain));
            if (ranges != null) {
                now.put(domain, ranges);
            }
            if (found.containsKey(domain) && ranges != null && ranges.isEmpty()) {
                LOG.warn("{} publishes no ranges; spf.ranges_of names it for nothing", domain);
            }
        }
        snapshot = Snapshot.of(now);
        again(failures);
    }

    private synchronized void again(List<String> failures) {
        if (failures.isEmpty()) {
            retry = RETRY;
            schedule(every);
            return;
        }
        LOG.info("The ranges of large senders stay as they are where the DNS failed: {}", String.join("; ", failures));
        schedule(retry);
        Duration doubled = retry.multipliedBy(2);
        retry = doubled.compareTo(every) < 0 ? doubled : every;
    }

    /** What is known at a time. */
    private record Snapshot(Map<String, Set<Cidr>> byDomain, CidrSet set, Map<Cidr, String> owners) {

        static Snapshot of(Map<String, Set<Cidr>> byDomain) {
            Map<Cidr, String> owners = new HashMap<>();
            byDomain.forEach((domain, ranges) -> ranges.forEach(range -> owners.putIfAbsent(range, domain)));
            return new Snapshot(byDomain, CidrSet.of(owners.keySet()), Map.copyOf(owners));
        }
    }
}
