package org.doorward.store.blame;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/**
 * What an offender has done in one vector.
 *
 * @param vector the vector
 * @param fading how fast its points fade
 * @param count how many offences there were
 * @param points the points as they were at {@code pointsAt}
 * @param pointsAt when
 * @param first the first offence
 * @param last the latest one
 * @param recent the newest offences since the last ban, oldest first, at most {@link #RECENT_LIMIT}: what tripwires look at
 * @param evidence what the latest one was
 */
public record VectorStanding(
        String vector,
        Fading fading,
        long count,
        double points,
        Instant pointsAt,
        Instant first,
        Instant last,
        List<Instant> recent,
        String evidence) {

    /** No tripwire can ask for more. */
    public static final int RECENT_LIMIT = 32;

    /** Takes the list as it is now. */
    public VectorStanding {
        recent = List.copyOf(recent);
    }

    /** The standing after the first offences of a vector. */
    static VectorStanding of(Collection<Offence> offences, ScoreTerms terms) {
        Offence any = offences.iterator().next();
        VectorStanding nothing =
                new VectorStanding(any.vector(), any.fading(), 0, 0, any.at(), any.at(), any.at(), List.of(), "");
        return nothing.with(offences, terms);
    }

    /**
     * The standing after some more offences of this vector, in whatever order they come.
     *
     * @param offences at least one
     */
    VectorStanding with(Collection<Offence> offences, ScoreTerms terms) {
        Offence newest = offences.iterator().next();
        Instant earliest = newest.at();
        for (Offence offence : offences) {
            newest = later(newest, offence);
            earliest = min(earliest, offence.at());
        }
        Instant now = max(count == 0 ? newest.at() : pointsAt, newest.at());
        double sum = pointsAt(now, terms);
        for (Offence offence : offences) {
            sum += Decay.left(offence.points(), offence.at(), now, terms.halfLife(fading));
        }
        boolean latest = count == 0 || !newest.at().isBefore(last);
        return new VectorStanding(
                vector,
                newest.fading(),
                count + offences.size(),
                sum,
                now,
                count == 0 ? earliest : min(first, earliest),
                latest ? newest.at() : last,
                newestOf(recent, offences),
                latest ? newest.evidence() : evidence);
    }

    /** The same for every order: of two at the same moment the text decides. */
    private static Offence later(Offence one, Offence other) {
        int order = one.at().compareTo(other.at());
        if (order == 0) {
            order = one.evidence().compareTo(other.evidence());
        }
        return order >= 0 ? one : other;
    }

    private static List<Instant> newestOf(List<Instant> recent, Collection<Offence> offences) {
        List<Instant> all =
                new ArrayList<>(Stream.concat(recent.stream(), offences.stream().map(Offence::at))
                        .sorted()
                        .toList());
        return all.subList(Math.max(0, all.size() - RECENT_LIMIT), all.size());
    }

    /** The points that are left. */
    public double pointsAt(Instant now, ScoreTerms terms) {
        return Decay.left(points, pointsAt, now, terms.halfLife(fading));
    }

    /** The same offences, with so many times the points. */
    VectorStanding scaled(double factor) {
        return new VectorStanding(vector, fading, count, points * factor, pointsAt, first, last, recent, evidence);
    }

    /** The same offences, paid for: no points, and nothing that a tripwire would see. */
    VectorStanding settled() {
        return new VectorStanding(vector, fading, count, 0, pointsAt, first, last, List.of(), evidence);
    }

    private static Instant min(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    private static Instant max(Instant one, Instant other) {
        return one.isBefore(other) ? other : one;
    }
}
