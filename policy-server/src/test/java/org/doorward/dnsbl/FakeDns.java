package org.doorward.dnsbl;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.doorward.dns.Dns;
import org.doorward.dns.DnsAnswer;
import org.doorward.dns.DnsAnswer.Failure;
import org.doorward.dns.DnsQuestion;
import org.doorward.dns.DnsRecord;
import org.doorward.store.net.IpAddress;

/** A DNS in memory that answers at once, or when a test lets it, and remembers nothing. */
final class FakeDns implements Dns {

    static final Duration TTL = Duration.ofMinutes(5);

    final List<DnsQuestion> asked = new ArrayList<>();
    boolean well = true;
    boolean held;
    private final Map<DnsQuestion, DnsAnswer> answers = new HashMap<>();
    private final Map<String, DnsAnswer> zones = new HashMap<>();
    private final List<Runnable> waiting = new ArrayList<>();

    static DnsAnswer found(String... addresses) {
        return new DnsAnswer.Found(
                Stream.of(addresses)
                        .map(text -> (DnsRecord)
                                new DnsRecord.Address(IpAddress.parse(text).orElseThrow()))
                        .toList(),
                TTL);
    }

    static DnsAnswer failed(Failure failure) {
        return new DnsAnswer.Failed(failure, "no answer: " + failure);
    }

    FakeDns a(String name, String... addresses) {
        answers.put(new DnsQuestion(name, DnsQuestion.Type.A), found(addresses));
        return this;
    }

    FakeDns txt(String name, String text) {
        answers.put(
                new DnsQuestion(name, DnsQuestion.Type.TXT),
                new DnsAnswer.Found(List.of(new DnsRecord.Text(text)), TTL));
        return this;
    }

    /** Whatever is asked of a zone is answered like this. */
    FakeDns zone(String zone, DnsAnswer answer) {
        zones.put(zone, answer);
        return this;
    }

    /** A zone answers as it should again. */
    FakeDns restore(String zone) {
        zones.remove(zone);
        return this;
    }

    /** Answers what was held back. */
    void release() {
        held = false;
        List.copyOf(waiting).forEach(Runnable::run);
        waiting.clear();
    }

    @Override
    public CompletionStage<DnsAnswer> ask(DnsQuestion question) {
        asked.add(question);
        CompletableFuture<DnsAnswer> answer = new CompletableFuture<>();
        DnsAnswer value = zones.entrySet().stream()
                .filter(zone -> question.name().endsWith("." + zone.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElseGet(() -> answers.getOrDefault(question, new DnsAnswer.Nothing(false, TTL)));
        if (held) {
            waiting.add(() -> answer.complete(value));
        } else {
            answer.complete(value);
        }
        return answer;
    }

    @Override
    public CompletionStage<Boolean> answers() {
        return CompletableFuture.completedFuture(well);
    }

    long count(String name) {
        return asked.stream().filter(question -> question.name().equals(name)).count();
    }
}
