package org.doorward.dns;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.doorward.store.net.IpAddress;

/** A DNS that knows what a test has told it. Answers at once, unless it is told to keep its answers back. */
public final class ZoneDns implements Dns {

    private final Map<DnsQuestion, List<DnsRecord>> records = new HashMap<>();
    private final Map<String, DnsAnswer.Failure> failing = new HashMap<>();
    private final List<DnsQuestion> asked = new ArrayList<>();
    private final List<Runnable> keptBack = new ArrayList<>();
    private Duration ttl = Duration.ofMinutes(10);
    private boolean keepBack;
    private Optional<DnsAnswer.Failure> allFailing = Optional.empty();

    /** A TXT record. */
    public ZoneDns txt(String name, String text) {
        return add(name, DnsQuestion.Type.TXT, new DnsRecord.Text(text));
    }

    /** An A or AAAA record. */
    public ZoneDns address(String name, String address) {
        IpAddress parsed = IpAddress.parse(address).orElseThrow();
        return add(name, parsed.isV6() ? DnsQuestion.Type.AAAA : DnsQuestion.Type.A, new DnsRecord.Address(parsed));
    }

    /** An MX record; the empty host is the null MX. */
    public ZoneDns mx(String name, int preference, String host) {
        return add(name, DnsQuestion.Type.MX, new DnsRecord.MailServer(preference, host));
    }

    /** A PTR record. */
    public ZoneDns ptr(String name, String target) {
        return add(name, DnsQuestion.Type.PTR, new DnsRecord.Name(target.toLowerCase(Locale.ROOT)));
    }

    private ZoneDns add(String name, DnsQuestion.Type type, DnsRecord record) {
        DnsQuestion question = new DnsQuestion(name.toLowerCase(Locale.ROOT), type);
        records.computeIfAbsent(question, any -> new ArrayList<>()).add(record);
        return this;
    }

    /** Forgets what it knows of a name. */
    public void forget(String name) {
        records.keySet().removeIf(question -> question.name().equals(name));
    }

    /** Has questions for a name fail; they are answered none the less when there are such records. */
    public ZoneDns failing(String name, DnsAnswer.Failure failure) {
        failing.put(name.toLowerCase(Locale.ROOT), failure);
        return this;
    }

    /** Has questions for a name be answered again. */
    public void recovered(String name) {
        failing.remove(name);
    }

    /** Has all questions fail from now on, whatever it knows. */
    public void failingAll(DnsAnswer.Failure failure) {
        allFailing = Optional.of(failure);
    }

    /** Has them be answered again. */
    public void failingNoMore() {
        allFailing = Optional.empty();
    }

    /** How long answers may be remembered from now on. */
    public ZoneDns ttl(Duration from) {
        ttl = from;
        return this;
    }

    /** Keeps answers back from now on. */
    public void keepBack() {
        keepBack = true;
    }

    /** Gives all answers that it has kept back, and those to what is asked because of them. */
    public void release() {
        while (!keptBack.isEmpty()) {
            keptBack.remove(0).run();
        }
    }

    /** What was asked, in its order. */
    public List<DnsQuestion> asked() {
        return asked;
    }

    @Override
    public CompletionStage<DnsAnswer> ask(DnsQuestion question) {
        asked.add(question);
        DnsAnswer answer = answer(question);
        if (!keepBack) {
            return CompletableFuture.completedStage(answer);
        }
        CompletableFuture<DnsAnswer> later = new CompletableFuture<>();
        keptBack.add(() -> later.complete(answer));
        return later;
    }

    private DnsAnswer answer(DnsQuestion question) {
        String name = question.name().toLowerCase(Locale.ROOT);
        if (!possible(name)) {
            return new DnsAnswer.Failed(DnsAnswer.Failure.BAD_NAME, "no name");
        }
        if (allFailing.isPresent()) {
            return new DnsAnswer.Failed(allFailing.get(), "the test wants it so");
        }
        List<DnsRecord> found = records.get(new DnsQuestion(name, question.type()));
        if (found != null) {
            return new DnsAnswer.Found(List.copyOf(found), ttl);
        }
        DnsAnswer.Failure failure = failing.get(name);
        if (failure != null) {
            return new DnsAnswer.Failed(failure, "the test wants it so");
        }
        boolean exists =
                records.keySet().stream().anyMatch(known -> known.name().equals(name));
        return new DnsAnswer.Nothing(exists, ttl);
    }

    private static boolean possible(String name) {
        if (name.isEmpty() || name.length() > 253) {
            return false;
        }
        for (String label : name.split("\\.", -1)) {
            if (label.isEmpty() || label.length() > 63) {
                return false;
            }
        }
        return true;
    }
}
