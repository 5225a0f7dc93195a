package org.doorward.decision;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Turns findings into a verdict. Pure: the same evidence always gets the same verdict.
 *
 * <p>Only findings that count are looked at; what a check that merely observes has found is in the evidence, but says
 * nothing here.
 */
public final class Judge {

    private final double rejectAt;
    private final int sources;
    private final String rejectText;

    /**
     * A judge.
     *
     * @param rejectAt how many points reject
     * @param sources from how many sources they must come; one list that lies must not refuse anybody's mail
     * @param rejectText what a client is told whose points reject it, before what its signs have to say
     */
    public Judge(double rejectAt, int sources, String rejectText) {
        this.rejectAt = rejectAt;
        this.sources = sources;
        this.rejectText = rejectText;
    }

    /** The verdict that a check has settled on; the first one when there are several. */
    public Optional<Verdict> settled(Evidence evidence) {
        return evidence.settled();
    }

    /**
     * The rejection that the points ask for, asked when all that adds points has been heard. There is none where a source that has not
     * answered might have taken off enough of them.
     */
    public Optional<Verdict> weigh(Evidence evidence) {
        double points = evidence.points();
        if (points < rejectAt || points + evidence.missing() < rejectAt) {
            return Optional.empty();
        }
        List<Sign> against = evidence.against();
        if (!enoughSources(against)) {
            return Optional.empty();
        }
        String seen = against.stream().map(Sign::detail).collect(Collectors.joining("; "));
        String detail = String.format(Locale.ROOT, "%.1f points, %.1f reject: %s", points, rejectAt, seen);
        return Optional.of(new Verdict.Reject(Reason.SCORE, detail, text(against)));
    }

    /** The operator's own word is enough. */
    private boolean enoughSources(List<Sign> against) {
        Set<String> said = against.stream().map(Sign::source).collect(Collectors.toSet());
        // What is left of an old offence says "dnsbl"; the list that it was for may be the very one that speaks now.
        long independent = said.stream()
                .filter(source -> said.stream().noneMatch(other -> other.startsWith(source + ":")))
                .count();
        return independent >= sources || against.stream().anyMatch(sign -> sign.reason() == Reason.OWN_LIST);
    }

    private String text(List<Sign> against) {
        String told = against.stream()
                .map(Sign::told)
                .filter(text -> !text.isEmpty())
                .distinct()
                .collect(Collectors.joining("; "));
        return told.isEmpty() ? rejectText : rejectText + ": " + told;
    }

    /** The verdict when every check has been heard. What a failed source might have said never counts against anybody. */
    public Verdict conclude(Evidence evidence) {
        return settled(evidence)
                .or(() -> weigh(evidence))
                .or(() -> unknown(evidence))
                .orElseGet(Judge::nothing);
    }

    /**
     * The verdict at the deadline, on what was heard by then.
     *
     * @param evidence what was heard
     * @param waitingFor the check that had not answered yet
     */
    public Verdict late(Evidence evidence, String waitingFor) {
        Verdict pass = new Verdict.Pass(Reason.DEADLINE, "no answer from check " + waitingFor);
        return settled(evidence).or(() -> weigh(evidence)).orElse(pass);
    }

    private static Optional<Verdict> unknown(Evidence evidence) {
        for (Evidence.Item item : evidence.items()) {
            if (!item.observed() && item.finding() instanceof Finding.Unknown unknown) {
                return Optional.of(new Verdict.Pass(unknown.reason(), unknown.cause()));
            }
        }
        return Optional.empty();
    }

    private static Verdict nothing() {
        return new Verdict.Pass(Reason.NOTHING_AGAINST, "");
    }
}
