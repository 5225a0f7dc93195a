package org.doorward.spf;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import java.util.function.LongSupplier;
import org.apache.james.jspf.core.SPFChecker;
import org.doorward.dns.Dns;
import org.doorward.store.net.IpAddress;

/**
 * Asks a domain which addresses may send for it: {@code check_host()} of RFC 7208 section 4. Never blocks, and answers at once
 * when the DNS does. Thread-safe.
 *
 * <p>Bounds, beyond the ten terms of jSPF: two terms that find nothing and ten MX records a term (RFC 7208 section 4.6.4), records of
 * 4 KiB with terms of 512 characters (jSPF's expressions take stack by the length of a term, and overflow it at some 3,000), 100
 * questions, 20 s (the least that the RFC allows).
 */
public final class SpfEvaluator {

    private static final Duration LONGEST = Duration.ofSeconds(20);

    /** Some 5 KiB each; a decision waits for one at most, but gives up sooner than the slowest of them. */
    private static final int AT_ONCE = 2_000;

    private final Dns dns;
    private final LongSupplier nanos;
    private final SPFChecker library = new SpfLibrary();
    private final Semaphore room = new Semaphore(AT_ONCE);

    /**
     * An evaluator.
     *
     * @param dns is asked
     * @param nanos a steady clock in nanoseconds
     */
    public SpfEvaluator(Dns dns, LongSupplier nanos) {
        this.dns = dns;
        this.nanos = nanos;
    }

    /**
     * Asks the sender's domain, or that of HELO when there is no sender (RFC 7208 section 2.4).
     *
     * @param client the client's address
     * @param sender the sender, its domain in ASCII; empty for the null sender
     * @param helo what the client called itself
     * @return the answer, complete already when the DNS remembered all of it. Never fails
     */
    public CompletionStage<SpfResult> check(IpAddress client, String sender, String helo) {
        SpfRun run = new SpfRun(dns, nanos, nanos.getAsLong() + LONGEST.toNanos(), client, sender, helo);
        if (!room.tryAcquire()) {
            return run.refused("too many evaluations under way");
        }
        CompletionStage<SpfResult> result = run.start(library);
        result.whenComplete((done, never) -> room.release());
        return result;
    }
}
