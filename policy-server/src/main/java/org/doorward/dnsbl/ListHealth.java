package org.doorward.dnsbl;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.LongAdder;
import org.doorward.config.DnsblConfig.DnsList;
import org.doorward.dns.Dns;
import org.doorward.dns.DnsQuestion;
import org.doorward.dnsbl.ListStatus.State;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether one list can be trusted.
 *
 * <p>A list is asked only after it has proven itself: it holds what it must hold and not what it must not (RFC 5782 section 5). It does
 * so again and again. A list that does not answer is doubted: it is not asked, but probed every few seconds, and parked when it stays
 * silent. A list that answers what no list in order answers is parked at once. Parked lists are probed when their pause is over, and
 * each pause is longer than the last.
 *
 * <p>The <em>epoch</em> goes up with each parking. What a list said counts only while it serves, in the epoch in which it said it: so
 * nothing that is remembered from before a parking counts ever again.
 *
 * <p>While no name server answers at all, nothing can be said of any list, so silence then changes nothing.
 */
final class ListHealth {

    private static final Logger LOG = LoggerFactory.getLogger(ListHealth.class);

    /** So many failures in a row: fewer happen to every list. */
    static final int FAILURES = 3;

    /** How soon a list that did not answer is probed again: three times then take half a minute, which outlasts a restart of a resolver. */
    static final Duration AGAIN = Duration.ofSeconds(10);

    private final DnsList list;
    private final Dns dns;
    private final Timer timer;
    private final InstantSource clock;
    private final ProbePlan plan;
    private final DnsblEvents events;
    private final ListedShare share = new ListedShare();
    private final LongAdder asked = new LongAdder();
    private final LongAdder listed = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final LongAdder nanos = new LongAdder();

    // Written under the lock of this; read without it where a decision is made.
    private volatile State state = State.UNPROVEN;
    private volatile long epoch;
    private volatile boolean closed;

    private Instant since;
    private String why = "it has not proven itself yet";
    private int failures;
    private int silentProbes;
    private long probe;
    private boolean probing;
    private Runnable cancel = () -> {};
    private Duration pause = Duration.ZERO;
    private Duration served = Duration.ZERO;
    private volatile Instant parkedLast = Instant.MIN;
    private Optional<Instant> lastProbe = Optional.empty();
    private Optional<Instant> nextProbe = Optional.empty();
    private String lastResult = "";

    /**
     * What is the same for all lists.
     *
     * @param every how often a list that serves proves itself
     * @param parking how long one that failed is parked
     * @param memory how long an answer may be remembered at most
     */
    record ProbePlan(Duration every, ParkingSchedule parking, Duration memory) {}

    ListHealth(DnsList list, Dns dns, Timer timer, InstantSource clock, ProbePlan plan, DnsblEvents events) {
        this.list = list;
        this.dns = dns;
        this.timer = timer;
        this.clock = clock;
        this.plan = plan;
        this.events = events;
        this.since = clock.instant();
    }

    /** Has the list prove itself for the first time. */
    void start() {
        events.standing(list.name(), false, false);
        probe();
    }

    /** The list is no longer configured. */
    synchronized void close() {
        closed = true;
        cancel.run();
        events.dropped(list.name());
    }

    /** Whether the list is to be asked. */
    boolean serving() {
        return state == State.SERVING;
    }

    boolean parked() {
        return state == State.PARKED;
    }

    /** In which epoch it is asked now. */
    long epoch() {
        return epoch;
    }

    /** Whether what it said in an epoch counts now. */
    boolean counts(long inEpoch) {
        return state == State.SERVING && epoch == inEpoch;
    }

    /** Whether answers may still be remembered that it gave before it was parked. */
    boolean mayBeRememberedWrongly() {
        return epoch > 0 && clock.instant().isBefore(parkedLast.plus(plan.memory()));
    }

    /** The list was asked by a decision, and not out of memory. */
    void heard(Reading reading, Duration took) {
        if (reading instanceof Reading.NoAnswer silent && silent.failure().nobodyWasAsked()) {
            return;
        }
        asked.increment();
        nanos.add(took.toNanos());
        events.answered(list.name(), DnsblEvents.Outcome.of(reading), took);
        if (reading instanceof Reading.Lie lie) {
            park(lie.why());
        } else if (reading instanceof Reading.NoAnswer silent) {
            failed.increment();
            silent(silent);
        } else {
            answered(reading instanceof Reading.Listed);
        }
    }

    private synchronized void answered(boolean isListed) {
        failures = 0;
        if (isListed) {
            listed.increment();
        }
        if (share.add(isListed) && state == State.SERVING) {
            doubt("it suddenly lists nearly everybody");
        }
    }

    private synchronized void silent(Reading.NoAnswer silent) {
        failures++;
        if (failures >= FAILURES && state == State.SERVING) {
            doubt(silent.why());
        }
    }

    private void doubt(String reason) {
        become(State.DOUBTED, reason);
        LOG.warn("DNS list {}: {}; it is not asked until it has proven itself", list.name(), reason);
        silentProbes = 0;
        probe();
    }

    /** Asks the list for its proof, whatever is remembered. */
    synchronized void probe() {
        if (probing || closed) {
            return;
        }
        probing = true;
        cancel.run();
        nextProbe = Optional.empty();
        long number = ++probe;
        List<CompletableFuture<ProbeResult.Part>> parts = new ArrayList<>();
        list.probeListed().forEach(each -> parts.add(ask(each, true)));
        list.probeClear().forEach(each -> parts.add(ask(each, false)));
        var unused = CompletableFuture.allOf(parts.toArray(CompletableFuture[]::new))
                .thenApply(done -> ProbeResult.of(
                        parts.stream().map(CompletableFuture::join).toList()))
                .thenAccept(result -> probed(number, result));
    }

    private CompletableFuture<ProbeResult.Part> ask(String what, boolean mustBeListed) {
        DnsQuestion question = new DnsQuestion(ReversedName.ofProbe(what) + "." + list.zone(), DnsQuestion.Type.A);
        return dns.askAnew(question)
                .thenApply(answer -> new ProbeResult.Part(what, mustBeListed, Reading.of(list, answer)))
                .toCompletableFuture();
    }

    private void probed(long number, ProbeResult result) {
        ProbeResult.Fault fault = result instanceof ProbeResult.Silent silent ? silent.fault() : ProbeResult.Fault.LIST;
        switch (fault) {
            case LIST -> concluded(number, result, true);
            case OURS -> concluded(number, result, false);
            case LIST_OR_SERVERS -> dns.answers().thenAccept(anybody -> concluded(number, result, anybody));
        }
    }

    private synchronized void concluded(long number, ProbeResult result, boolean listToBlame) {
        if (number != probe || closed) {
            return;
        }
        probing = false;
        lastProbe = Optional.of(clock.instant());
        if (result instanceof ProbeResult.Bad bad) {
            lastResult = bad.why();
            park(bad.why());
        } else if (result instanceof ProbeResult.Silent silent) {
            lastResult = silent.why();
            silentProbe(silent, listToBlame);
        } else {
            lastResult = "as it should be";
            proven();
        }
    }

    private void proven() {
        failures = 0;
        silentProbes = 0;
        if (state != State.SERVING) {
            if (state != State.UNPROVEN) {
                LOG.info("DNS list {} has proven itself, and is asked again", list.name());
            }
            become(State.SERVING, "");
        }
        schedule(plan.every());
    }

    private void silentProbe(ProbeResult.Silent silent, boolean listToBlame) {
        if (!listToBlame) {
            lastResult = "the DNS could not be asked";
            schedule(AGAIN);
            return;
        }
        silentProbes++;
        if (state == State.PARKED || silentProbes >= FAILURES) {
            park(silent.why());
            return;
        }
        if (state == State.SERVING) {
            become(State.DOUBTED, silent.why());
            LOG.warn("DNS list {}: {}; it is not asked until it has proven itself", list.name(), silent.why());
        }
        schedule(AGAIN);
    }

    private synchronized void park(String reason) {
        boolean waits = state == State.PARKED && nextProbe.isPresent();
        if (closed || waits) {
            return;
        }
        Instant now = clock.instant();
        leaveService(now);
        pause = plan.parking().next(pause, served);
        // What a probe that is under way finds out is older than what is known now.
        probe++;
        probing = false;
        silentProbes = 0;
        failures = 0;
        epoch++;
        parkedLast = now;
        become(State.PARKED, reason);
        served = Duration.ZERO;
        schedule(pause);
        LOG.warn(
                "DNS list {} is parked until {}, and counts for nothing: {}",
                list.name(),
                now.plus(pause).truncatedTo(ChronoUnit.SECONDS),
                reason);
    }

    private void leaveService(Instant now) {
        if (state == State.SERVING) {
            served = Duration.between(since, now);
        }
    }

    private void become(State next, String reason) {
        if (state != next) {
            leaveService(clock.instant());
            since = clock.instant();
        }
        why = reason;
        state = next;
        events.standing(list.name(), next == State.SERVING, next == State.PARKED);
    }

    synchronized void tellStanding() {
        events.standing(list.name(), state == State.SERVING, state == State.PARKED);
    }

    private void schedule(Duration wait) {
        cancel.run();
        nextProbe = Optional.of(clock.instant().plus(wait));
        cancel = timer.after(wait, this::probe);
    }

    /** Why it is not asked, in an operator's words; empty while it is. */
    synchronized String why() {
        return why;
    }

    synchronized ListStatus status() {
        long answered = Math.max(1, asked.sum());
        return new ListStatus(
                list.name(),
                state,
                since,
                why,
                lastProbe,
                lastResult,
                nextProbe,
                asked.sum(),
                listed.sum(),
                failed.sum(),
                Duration.ofNanos(nanos.sum() / answered));
    }
}
