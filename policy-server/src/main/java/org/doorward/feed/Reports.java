package org.doorward.feed;

import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.doorward.config.Vector;
import org.doorward.score.BanRules;
import org.doorward.score.BlameEvents;
import org.doorward.score.Offenders;
import org.doorward.store.OffenceLedger;
import org.doorward.store.blame.Offence;
import org.doorward.store.net.IpAddress;
import org.doorward.text.ClientText;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Offences that others have seen and report. Those alone that may be reported are taken, and none of them bans: whoever can send a report
 * must not be able to shut anybody out.
 */
public final class Reports {

    private static final Logger LOG = LoggerFactory.getLogger(Reports.class);

    private final OffenceLedger ledger;
    private final Supplier<BanRules> rules;
    private final BlameEvents events;
    private final InstantSource clock;

    /**
     * Takes reports.
     *
     * @param ledger remembers them
     * @param rules the rules in force
     * @param events is told what happens
     * @param clock the time of day
     */
    public Reports(OffenceLedger ledger, Supplier<BanRules> rules, BlameEvents events, InstantSource clock) {
        this.ledger = ledger;
        this.rules = rules;
        this.events = events;
        this.clock = clock;
    }

    /** The vector of a label, if it may be reported. */
    public static Optional<Vector> reportable(String label) {
        return Vector.of(label).filter(vector -> !vector.bans());
    }

    /**
     * Records an offence, and raises the alarm.
     *
     * @param vector from {@link #reportable}
     * @param evidence what was seen, in any words
     * @return completes once that cannot be forgotten, or fails when it cannot be recorded
     */
    public CompletionStage<Void> report(Vector vector, IpAddress address, String evidence) {
        String shown = ClientText.escape(evidence, Offence.EVIDENCE_LIMIT);
        LOG.warn("{}: {}, {}", vector.label(), address, shown);
        Offence offence = new Offence(
                Offenders.of(address), vector.label(), vector.fading(), vector.defaultPoints(), clock.instant(), shown);
        events.offence(vector.label());
        return ledger.record(offence, rules.get().terms()).thenAccept(after -> {});
    }
}
