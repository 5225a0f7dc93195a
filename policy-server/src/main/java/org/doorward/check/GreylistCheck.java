package org.doorward.check;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.doorward.check.GreylistKeys.Keyed;
import org.doorward.config.GreylistConfig;
import org.doorward.config.GreylistConfig.Scope;
import org.doorward.decision.Check;
import org.doorward.decision.Evidence;
import org.doorward.decision.Finding;
import org.doorward.decision.Inquiry;
import org.doorward.decision.Reason;
import org.doorward.decision.Sign;
import org.doorward.decision.Verdict;
import org.doorward.pattern.RecipientPatterns;
import org.doorward.store.GreylistLedger;
import org.doorward.store.model.Standing;
import org.doorward.store.net.IpAddress;

/**
 * Check {@code greylist}: who is new is asked to come back.
 *
 * <p>Mail programs come back, robots mostly do not. A triplet that has come back is not asked again, and frees nothing but
 * itself; a network from which enough distinct triplets have come back is not asked either.
 */
public final class GreylistCheck implements Check {

    /** The check's name. */
    public static final String NAME = "greylist";

    private static final CompletionStage<Finding> NOT_NOW = CompletableFuture.completedStage(
            new Finding.Settled(new Verdict.Pass(Reason.STAGE, "greylisting asks at another stage")));

    private final GreylistConfig config;
    private final GreylistLedger ledger;
    private final GreylistKeys keys;
    private final RecipientPatterns optIn;
    private final Supplier<RecipientPatterns> optOut;
    private final String host;
    private final Consumer<Duration> passes;
    private final OncePerMessage headers = new OncePerMessage();

    /**
     * The check.
     *
     * @param config its settings
     * @param ledger its memory
     * @param domains knows organisational domains
     * @param optIn when it holds any pattern, only recipients that match are greylisted
     * @param optOut recipients that are not greylisted; asked at each inquiry, for its files may change
     * @param host this host's name, for the header
     * @param passes is told how long each triplet that has just passed was delayed
     */
    public GreylistCheck(
            GreylistConfig config,
            GreylistLedger ledger,
            OrganisationalDomain domains,
            RecipientPatterns optIn,
            Supplier<RecipientPatterns> optOut,
            String host,
            Consumer<Duration> passes) {
        this.config = config;
        this.ledger = ledger;
        this.keys = new GreylistKeys(config, domains);
        this.optIn = optIn;
        this.optOut = optOut;
        this.host = host;
        this.passes = passes;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Phase phase() {
        return Phase.GREYLIST;
    }

    @Override
    public CompletionStage<Finding> examine(Inquiry inquiry, Evidence evidence) {
        return settledAlready(inquiry, evidence).orElseGet(() -> ask(inquiry, evidence));
    }

    @Override
    public CompletionStage<Finding> foresee(Inquiry inquiry, Evidence evidence) {
        return settledAlready(inquiry, evidence).orElseGet(() -> look(inquiry, evidence));
    }

    private Optional<CompletionStage<Finding>> settledAlready(Inquiry inquiry, Evidence evidence) {
        if (!GreylistRule.asksAt(inquiry.state(), inquiry.envelope().nullSender())) {
            return Optional.of(NOT_NOW);
        }
        return whySkipped(inquiry, evidence).map(why -> settled(new Verdict.Pass(Reason.GREYLIST_SKIPPED, why)));
    }

    private CompletionStage<Finding> ask(Inquiry inquiry, Evidence evidence) {
        Keyed keyed = keyed(inquiry, evidence);
        Optional<Standing> remembered = ledger.recall(keyed.attempt());
        if (remembered.isPresent()) {
            return CompletableFuture.completedStage(finding(remembered.get(), inquiry, keyed));
        }
        return ledger.attempt(keyed.attempt())
                .handle((standing, failure) -> failure == null ? finding(standing, inquiry, keyed) : unknown(failure));
    }

    private CompletionStage<Finding> look(Inquiry inquiry, Evidence evidence) {
        return ledger.look(keyed(inquiry, evidence).attempt())
                .handle((standing, failure) -> failure == null ? foreseen(standing, inquiry) : unknown(failure));
    }

    private Keyed keyed(Inquiry inquiry, Evidence evidence) {
        return keys.attempt(inquiry, inquiry.client().address().orElseThrow(), permitting(inquiry, evidence));
    }

    /** The sender's domain when it permits this client. A bounce has none: its HELO says nothing about a pool. */
    private static Optional<String> permitting(Inquiry inquiry, Evidence evidence) {
        return inquiry.envelope().nullSender()
                ? Optional.empty()
                : evidence.sign(Reason.SPF_PASS).map(Sign::detail);
    }

    private Optional<String> whySkipped(Inquiry inquiry, Evidence evidence) {
        if (!config.enabled()) {
            return Optional.of("greylisting is off");
        }
        Optional<IpAddress> address = inquiry.client().address();
        if (address.isEmpty()) {
            return Optional.of("the client's address is unknown");
        }
        String recipient = inquiry.envelope().recipient();
        if (!optIn.isEmpty() && !optIn.matches(recipient)) {
            return Optional.of("the recipient has not opted in");
        }
        if (optOut.get().matches(recipient)) {
            return Optional.of("the recipient has opted out");
        }
        Optional<Sign> allowed = evidence.sign(Reason.DNS_ALLOWED);
        if (allowed.isPresent()) {
            return Optional.of("listed by " + allowed.get().source());
        }
        if (config.scope() == Scope.SUSPICIOUS
                && evidence.points() < config.suspiciousAt()
                && !Suspicion.arises(inquiry.client(), address.get())) {
            return Optional.of("nothing about the client is suspicious");
        }
        return Optional.empty();
    }

    private Finding finding(Standing standing, Inquiry inquiry, Keyed keyed) {
        if (keyed.workedOut() && !(standing instanceof Standing.Pending)) {
            keys.remember(inquiry, keyed);
        }
        boolean claimed = false;
        if (standing instanceof Standing.Passed passed) {
            passes.accept(GreylistRule.waited(passed.entry()));
            claimed = config.header() && headers.claim(inquiry.envelope());
        }
        return finding(standing, inquiry, claimed);
    }

    private Finding foreseen(Standing standing, Inquiry inquiry) {
        return finding(standing, inquiry, config.header() && headers.free(inquiry.envelope()));
    }

    private Finding finding(Standing standing, Inquiry inquiry, boolean withHeader) {
        Optional<String> header = withHeader && standing instanceof Standing.Passed passed
                ? Optional.of(GreylistRule.header(GreylistRule.waited(passed.entry()), host, inquiry.now()))
                : Optional.empty();
        return GreylistRule.finding(standing, inquiry, config.delay(), config.text(), header);
    }

    private static Finding unknown(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return new Finding.Unknown(Reason.STORE_UNAVAILABLE, String.valueOf(cause.getMessage()));
    }

    private static CompletionStage<Finding> settled(Verdict verdict) {
        return CompletableFuture.completedStage(new Finding.Settled(verdict));
    }
}
