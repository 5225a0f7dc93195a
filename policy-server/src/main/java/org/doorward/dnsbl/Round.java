package org.doorward.dnsbl;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.LongSupplier;
import org.doorward.config.DnsblConfig.DnsList;
import org.doorward.dns.Dns;
import org.doorward.dns.DnsAnswer;
import org.doorward.dns.DnsAnswer.Failure;
import org.doorward.dns.DnsQuestion;
import org.doorward.dns.DnsRecord;
import org.doorward.dnsbl.DnsblAnswer.Part;
import org.doorward.dnsbl.DnsblClient.Entry;

/**
 * One round of questions: each list is asked for the same thing, and the answer is whole when all have answered, or when patience is at
 * its end; who has not answered by then counts as silent.
 */
final class Round {

    /** A reply to the client has no room for more, and what is remembered must not be larger by what a list writes. */
    private static final int LONGEST_TEXT = 400;

    private final Dns dns;
    private final Timer timer;
    private final LongSupplier nanos;
    private final String subject;
    private final String label;
    private final List<Entry> asked;
    private final boolean test;
    private final AtomicReferenceArray<Part> parts;
    private final AtomicInteger left;

    /**
     * A round that has not begun.
     *
     * @param subject what is asked for, as people write it
     * @param label the same as it stands before each list's zone
     * @param asked the lists
     * @param test whether it is only a test: then all are asked, over the network, and none of them suffers for its answer
     */
    Round(Dns dns, Timer timer, LongSupplier nanos, String subject, String label, List<Entry> asked, boolean test) {
        this.dns = dns;
        this.timer = timer;
        this.nanos = nanos;
        this.subject = subject;
        this.label = label;
        this.asked = asked;
        this.test = test;
        this.parts = new AtomicReferenceArray<>(asked.size());
        this.left = new AtomicInteger(asked.size());
    }

    /** Asks, and completes the answer. */
    void run(Duration patience, CompletableFuture<DnsblAnswer> answer) {
        for (int at = 0; at < asked.size(); at++) {
            ask(at, answer);
        }
        if (left.get() <= 0) {
            finish(answer);
            return;
        }
        Runnable cancel = timer.after(patience, () -> finish(answer));
        var unused = answer.whenComplete((done, never) -> cancel.run());
    }

    private void ask(int at, CompletableFuture<DnsblAnswer> answer) {
        Entry entry = asked.get(at);
        long epoch = entry.health().epoch();
        if (!test && !entry.health().serving()) {
            parts.set(at, new Part(entry.list(), entry.health(), epoch, new Reading.NotAsked(), ""));
            left.decrementAndGet();
            return;
        }
        long began = nanos.getAsLong();
        boolean anew = test || entry.health().mayBeRememberedWrongly();
        boolean remembered = !anew && dns.remembers(addressOf(entry.list()));
        CompletionStage<DnsAnswer> stage = question(entry.list(), DnsQuestion.Type.A, anew);
        stage.thenCompose(answered -> {
                    Reading reading = Reading.of(entry.list(), answered);
                    if (!test && !remembered) {
                        entry.health().heard(reading, Duration.ofNanos(nanos.getAsLong() - began));
                    }
                    return explained(entry, epoch, believed(reading, remembered), anew);
                })
                .thenAccept(part -> {
                    parts.set(at, part);
                    if (left.decrementAndGet() == 0) {
                        finish(answer);
                    }
                });
    }

    /** A lie that is remembered is from before the list was parked for it. */
    private static Reading believed(Reading reading, boolean remembered) {
        return remembered && reading instanceof Reading.Lie lie
                ? new Reading.NoAnswer(Failure.BAD_ANSWER, lie.why())
                : reading;
    }

    private CompletionStage<Part> explained(Entry entry, long epoch, Reading reading, boolean anew) {
        Part plain = new Part(entry.list(), entry.health(), epoch, reading, "");
        if (!entry.list().txt() || !(reading instanceof Reading.Listed)) {
            return CompletableFuture.completedFuture(plain);
        }
        return question(entry.list(), DnsQuestion.Type.TXT, anew)
                .thenApply(text -> new Part(entry.list(), entry.health(), epoch, reading, text(text)));
    }

    private static String text(DnsAnswer answer) {
        if (answer instanceof DnsAnswer.Found found && found.records().get(0) instanceof DnsRecord.Text text) {
            return text.text().substring(0, Math.min(text.text().length(), LONGEST_TEXT));
        }
        return "";
    }

    private DnsQuestion addressOf(DnsList list) {
        return new DnsQuestion(label + "." + list.zone(), DnsQuestion.Type.A);
    }

    private CompletionStage<DnsAnswer> question(DnsList list, DnsQuestion.Type type, boolean anew) {
        DnsQuestion question = new DnsQuestion(label + "." + list.zone(), type);
        return anew ? dns.askAnew(question) : dns.ask(question);
    }

    private void finish(CompletableFuture<DnsblAnswer> answer) {
        if (answer.isDone()) {
            return;
        }
        List<Part> all = new ArrayList<>(asked.size());
        for (int at = 0; at < asked.size(); at++) {
            Part part = parts.get(at);
            all.add(part == null ? tooLate(asked.get(at)) : part);
        }
        answer.complete(new DnsblAnswer(subject, all));
    }

    private static Part tooLate(Entry entry) {
        Reading silent = new Reading.NoAnswer(Failure.TIMEOUT, "no answer in time");
        return new Part(entry.list(), entry.health(), entry.health().epoch(), silent, "");
    }
}
