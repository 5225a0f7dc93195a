package org.doorward.check;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.doorward.config.Vector;
import org.doorward.decision.Check;
import org.doorward.decision.Evidence;
import org.doorward.decision.Finding;
import org.doorward.decision.Inquiry;
import org.doorward.decision.Reason;
import org.doorward.decision.Sign;
import org.doorward.score.NeverBan;
import org.doorward.score.Offenders;
import org.doorward.store.OffenceLedger;
import org.doorward.store.blame.Fading;
import org.doorward.store.blame.Offender;
import org.doorward.store.blame.ScoreTerms;
import org.doorward.store.blame.VectorStanding;
import org.doorward.store.net.IpAddress;

/**
 * Check {@code score}: what the client did before, in points that fade.
 *
 * <p>What lists said then is left out: they are asked now, and the same list must not count twice. What a vector adds has the
 * source of the check that it came from, so that one weakness is not two witnesses for being old.
 *
 * <p>Whom no ban may touch has no past here: he cannot work it off by one, and one bad user of a large sender would have the mail
 * of all others refused for days.
 */
public final class ScoreCheck implements Check {

    /** The check's name. */
    public static final String NAME = "score";

    /** Less is not worth a word. */
    private static final double LEAST = 0.05;

    private final OffenceLedger ledger;
    private final ScoreTerms terms;
    private final NeverBan neverBan;

    /**
     * The check.
     *
     * @param ledger knows the offenders
     * @param terms how their points fade
     * @param neverBan whose past counts for nothing
     */
    public ScoreCheck(OffenceLedger ledger, ScoreTerms terms, NeverBan neverBan) {
        this.ledger = ledger;
        this.terms = terms;
        this.neverBan = neverBan;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Phase phase() {
        return Phase.EVIDENCE;
    }

    @Override
    public CompletionStage<Finding> examine(Inquiry inquiry, Evidence evidence) {
        Optional<IpAddress> address = inquiry.client().address();
        if (address.isEmpty()) {
            return NOTHING;
        }
        CompletableFuture<Offender> looked =
                ledger.look(Offenders.of(address.get())).toCompletableFuture();
        if (looked.isDone() && !looked.isCompletedExceptionally()) {
            return unlessSpared(finding(looked.join(), inquiry.now()), address.get());
        }
        return looked.handle(
                        (offender, failure) -> failure == null ? finding(offender, inquiry.now()) : unknown(failure))
                .thenCompose(finding -> unlessSpared(finding, address.get()));
    }

    private CompletionStage<Finding> unlessSpared(Finding finding, IpAddress address) {
        if (finding == Finding.NOTHING) {
            return NOTHING;
        }
        return finding instanceof Finding.Points
                ? neverBan.why(address).thenApply(why -> why.isPresent() ? Finding.NOTHING : finding)
                : CompletableFuture.completedFuture(finding);
    }

    private static Finding unknown(Throwable failure) {
        Throwable cause = failure.getCause() == null ? failure : failure.getCause();
        return new Finding.Unknown(Reason.STORE_UNAVAILABLE, String.valueOf(cause.getMessage()));
    }

    private Finding finding(Offender offender, Instant now) {
        if (offender.vectors().isEmpty() && offender.parole() == 0) {
            return Finding.NOTHING;
        }
        List<Sign> signs = new ArrayList<>();
        for (VectorStanding standing : offender.vectors()) {
            double points = standing.pointsAt(now, terms);
            if (standing.fading() == Fading.BEHAVIOUR && points >= LEAST) {
                signs.add(new Sign(Reason.SCORE, source(standing), points, words(standing, points), ""));
            }
        }
        double parole = offender.paroleAt(now, terms);
        if (parole >= LEAST) {
            signs.add(new Sign(Reason.SCORE, paroleSource(offender), parole, paroleWords(offender, parole), ""));
        }
        return Finding.Points.of(signs);
    }

    /** The word of a ban is no second witness beside what it was for. */
    private static String paroleSource(Offender offender) {
        return offender.vectors().isEmpty() ? NAME : source(offender.vectors().get(0));
    }

    private static String source(VectorStanding standing) {
        return Vector.of(standing.vector()).map(Vector::source).orElse(standing.vector());
    }

    private static String words(VectorStanding standing, double points) {
        return String.format(
                Locale.ROOT,
                "%.1f points left of %d times %s, last at %s",
                points,
                standing.count(),
                standing.vector(),
                standing.last());
    }

    private static String paroleWords(Offender offender, double points) {
        String of = offender.bans().isEmpty()
                ? "a ban"
                : "ban " + offender.bans().get(0).id();
        return String.format(Locale.ROOT, "%.1f points left of the parole after %s", points, of);
    }
}
