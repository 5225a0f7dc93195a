package org.doorward.spf;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.doorward.dns.Dns;
import org.doorward.dns.DnsAnswer;
import org.doorward.dns.DnsQuestion;
import org.doorward.dns.DnsRecord;
import org.doorward.store.net.Cidr;
import org.doorward.store.net.IpAddress;

/**
 * Gathers the networks that one domain's SPF record names, by walking its tree once. On one thread at a time: the one that
 * brings the answer waited for.
 *
 * <p>What a client's address would be needed for ({@code exists}, {@code ptr}, macros) names no networks and is passed over, as are
 * terms that do not permit ({@code -}, {@code ~}, {@code ?}) and those that cannot be read: this is no evaluation, and a mistake of the
 * domain's is none of ours.
 */
final class RangeWalk {

    /** The largest trees have some twenty records. */
    private static final int MOST_QUESTIONS = 200;

    private static final String INCLUDE = "include:";
    private static final String REDIRECT = "redirect=";

    /** The largest name some four hundred. */
    private static final int MOST_RANGES = 5_000;

    /**
     * What was found.
     *
     * @param ranges the networks
     * @param failure what the DNS could not answer, so that there may be more; empty when all was answered
     */
    record Found(Set<Cidr> ranges, Optional<String> failure) {}

    /** A question, and how its answer's addresses are to be widened. */
    private record Step(DnsQuestion question, int prefixV4, int prefixV6) {}

    private final Dns dns;
    private final Deque<Step> toAsk = new ArrayDeque<>();
    private final Set<Step> seen = new HashSet<>();
    private final Set<Cidr> ranges = new LinkedHashSet<>();
    private final CompletableFuture<Found> done = new CompletableFuture<>();
    private Optional<String> failure = Optional.empty();

    private RangeWalk(Dns dns) {
        this.dns = dns;
    }

    /** Walks a domain's tree. The stage never fails. */
    static CompletionStage<Found> of(Dns dns, String domain) {
        RangeWalk walk = new RangeWalk(dns);
        walk.later(domain, DnsQuestion.Type.TXT, 0, 0);
        walk.run();
        return walk.done;
    }

    private void run() {
        while (!toAsk.isEmpty()) {
            Step step = toAsk.removeFirst();
            CompletableFuture<DnsAnswer> answer = ask(step);
            if (!answer.isDone()) {
                CompletionStage<DnsAnswer> later = answer;
                later.whenComplete((came, never) -> {
                    hear(step, answer);
                    run();
                });
                return;
            }
            hear(step, answer);
        }
        done.complete(new Found(ranges, failure));
    }

    private CompletableFuture<DnsAnswer> ask(Step step) {
        try {
            return dns.ask(step.question()).toCompletableFuture();
        } catch (RuntimeException broken) {
            return CompletableFuture.failedFuture(broken);
        }
    }

    private void hear(Step step, CompletableFuture<DnsAnswer> answered) {
        if (answered.isCompletedExceptionally()) {
            failure = Optional.of(step.question().name() + ": no answer");
            return;
        }
        DnsAnswer answer = answered.join();
        if (answer instanceof DnsAnswer.Failed failed && failed.failure() != DnsAnswer.Failure.BAD_NAME) {
            failure = Optional.of(step.question().name() + ": " + failed.why());
        } else if (answer instanceof DnsAnswer.Found found) {
            found.records().forEach(record -> take(step, record));
        }
    }

    private void take(Step step, DnsRecord record) {
        if (record instanceof DnsRecord.Text text && SpfTexts.isSpf(text.text())) {
            List.of(text.text().split(" +"))
                    .forEach(term -> term(step.question().name(), term));
        } else if (record instanceof DnsRecord.MailServer server
                && !server.host().isEmpty()) {
            addresses(server.host(), step.prefixV4(), step.prefixV6());
        } else if (record instanceof DnsRecord.Address address) {
            int prefix = address.address().isV6() ? step.prefixV6() : step.prefixV4();
            range(Cidr.of(address.address(), prefix));
        }
    }

    private void term(String domain, String written) {
        String term = (written.startsWith("+") ? written.substring(1) : written).toLowerCase(Locale.ROOT);
        if (term.startsWith("ip4:") || term.startsWith("ip6:")) {
            network(term.substring(4)).ifPresent(this::range);
        } else if (term.startsWith(INCLUDE)) {
            record(term.substring(INCLUDE.length()));
        } else if (term.startsWith(REDIRECT)) {
            record(term.substring(REDIRECT.length()));
        } else {
            SpfHosts.read(term, domain).ifPresent(hosts -> {
                if (hosts.mailServers()) {
                    later(hosts.domain(), DnsQuestion.Type.MX, hosts.prefixV4(), hosts.prefixV6());
                } else {
                    addresses(hosts.domain(), hosts.prefixV4(), hosts.prefixV6());
                }
            });
        }
    }

    /** A network as SPF writes it: bits behind the prefix are allowed, and do not count (RFC 7208 section 5.6). */
    private static Optional<Cidr> network(String text) {
        int slash = text.indexOf('/');
        Optional<IpAddress> address = IpAddress.parse(slash < 0 ? text : text.substring(0, slash));
        return address.flatMap(first -> {
            int prefix = slash < 0 ? first.bits() : SpfHosts.prefix(text.substring(slash + 1), first.bits());
            return prefix < 0 ? Optional.empty() : Optional.of(Cidr.of(first, prefix));
        });
    }

    private void record(String name) {
        if (!name.isEmpty() && name.indexOf('%') < 0) {
            later(name, DnsQuestion.Type.TXT, 0, 0);
        }
    }

    private void addresses(String host, int prefixV4, int prefixV6) {
        later(host, DnsQuestion.Type.A, prefixV4, prefixV6);
        later(host, DnsQuestion.Type.AAAA, prefixV4, prefixV6);
    }

    private void later(String name, DnsQuestion.Type type, int prefixV4, int prefixV6) {
        String relative = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
        Step step = new Step(new DnsQuestion(relative, type), prefixV4, prefixV6);
        if (seen.size() < MOST_QUESTIONS && seen.add(step)) {
            toAsk.add(step);
        }
    }

    private void range(Cidr range) {
        if (!Width.tooWide(range) && ranges.size() < MOST_RANGES) {
            ranges.add(range);
        }
    }
}
