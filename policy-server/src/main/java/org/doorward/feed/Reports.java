package org.doorward.feed;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.doorward.config.Vector;
import org.doorward.score.Offenders;
import org.doorward.score.SightingBook;
import org.doorward.score.SightingBook.Offended;
import org.doorward.store.OffenceLedger;
import org.doorward.store.blame.Ban;
import org.doorward.store.blame.Offence;
import org.doorward.text.ClientText;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Offences that others have seen and report: a content filter, a script, the firewall's worker. They count as if Doorward had seen them itself, and never-ban
 * wins over them as over all; whoever can report has the admin token, and could ban anyway.
 */
public final class Reports implements Reporter {

    private static final Logger LOG = LoggerFactory.getLogger(Reports.class);

    private final OffenceLedger ledger;
    private final Supplier<SightingBook> book;
    private final InstantSource clock;

    /**
     * Takes reports.
     *
     * @param ledger knows who is banned
     * @param book records, by the rules in force
     * @param clock the time of day
     */
    public Reports(OffenceLedger ledger, Supplier<SightingBook> book, InstantSource clock) {
        this.ledger = ledger;
        this.book = book;
        this.clock = clock;
    }

    @Override
    public Optional<Vector> vector(String label) {
        return book.get().rules().vector(label);
    }

    @Override
    public List<String> vectors() {
        return book.get().rules().vectors().stream().map(Vector::label).toList();
    }

    @Override
    public CompletionStage<List<Optional<Ban>>> record(List<Report> reports) {
        Instant now = clock.instant();
        SightingBook rules = book.get();
        List<CompletableFuture<Void>> recorded = reports.stream()
                .map(report -> rules.record(offended(report, rules, now), now).toCompletableFuture())
                .toList();
        return CompletableFuture.allOf(recorded.toArray(CompletableFuture[]::new))
                .thenApply(all -> reports.stream()
                        .map(report -> ledger.standing(report.address(), clock.instant()))
                        .toList());
    }

    private static Offended offended(Report report, SightingBook rules, Instant now) {
        Vector vector = report.vector();
        String shown = ClientText.escape(report.evidence(), Offence.EVIDENCE_LIMIT);
        if (!vector.bans()) {
            // An alarm: nothing else comes of it.
            LOG.warn("{}: {}, {}", vector.label(), report.address(), shown);
        }
        return new Offended(
                new Offence(
                        Offenders.of(report.address()),
                        vector.label(),
                        vector.fading(),
                        rules.rules().points().getOrDefault(vector, 0.0),
                        now,
                        shown),
                report.address());
    }
}
