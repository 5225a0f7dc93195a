package org.doorward.check;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.doorward.config.BanConfig;
import org.doorward.decision.Check;
import org.doorward.decision.Evidence;
import org.doorward.decision.Finding;
import org.doorward.decision.Inquiry;
import org.doorward.decision.Reason;
import org.doorward.decision.Verdict;
import org.doorward.score.NeverBan;
import org.doorward.store.OffenceLedger;
import org.doorward.store.blame.Ban;
import org.doorward.store.net.IpAddress;

/**
 * Check {@code banned}: who is banned is refused at once, with the ban's reason, its id, and whom to ask. The firewall may be
 * slower, or elsewhere.
 *
 * <p>A ban that has just begun may have done so in the middle of a session: then the answer also ends that, for a firewall that drops
 * its packets would leave Postfix's process waiting for them until its own time-out.
 */
public final class BanCheck implements Check {

    /** The check's name. */
    public static final String NAME = "banned";

    private final OffenceLedger ledger;
    private final NeverBan neverBan;
    private final boolean enabled;
    private final String contact;
    private final Duration disconnect;

    /**
     * The check.
     *
     * @param ledger knows the bans that stand
     * @param neverBan wins over any of them
     * @param config whether there are bans, and an address or a page for the banned
     */
    public BanCheck(OffenceLedger ledger, NeverBan neverBan, BanConfig config) {
        this.ledger = ledger;
        this.neverBan = neverBan;
        this.enabled = config.enabled();
        this.disconnect = config.disconnect();
        this.contact = config.contact().isEmpty() ? "postmaster" : config.contact();
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Phase phase() {
        return Phase.EXEMPT;
    }

    @Override
    public CompletionStage<Finding> examine(Inquiry inquiry, Evidence evidence) {
        Optional<IpAddress> address = inquiry.client().address();
        if (!enabled || address.isEmpty()) {
            return NOTHING;
        }
        Optional<Ban> ban = ledger.standing(address.get(), inquiry.now());
        if (ban.isEmpty() || neverBan.known(address.get()).isPresent()) {
            return NOTHING;
        }
        return CompletableFuture.completedFuture(new Finding.Settled(refusal(address.get(), ban.get(), inquiry.now())));
    }

    private Verdict refusal(IpAddress address, Ban ban, Instant now) {
        String detail = "ban " + ban.id() + " until " + ban.until() + ", rung " + ban.rung() + ": " + ban.reason();
        String text = "Banned: " + address + " until " + wholeMinute(ban.until()) + " for " + ban.reason() + "; ban "
                + ban.id() + ", contact " + contact;
        boolean fresh = Duration.between(ban.since(), now).compareTo(disconnect) < 0;
        return new Verdict.Reject(
                Reason.BANNED, detail, text, fresh ? Verdict.Reject.Code.DISCONNECT : Verdict.Reject.Code.POLICY);
    }

    /** Never too early: who comes back then must be let in. */
    private static Instant wholeMinute(Instant end) {
        Instant begun = end.truncatedTo(ChronoUnit.MINUTES);
        return begun.equals(end) ? end : begun.plus(1, ChronoUnit.MINUTES);
    }
}
