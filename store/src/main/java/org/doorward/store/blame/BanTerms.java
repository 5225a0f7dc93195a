package org.doorward.store.blame;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * How long bans are.
 *
 * @param ladder the lengths, rung by rung; at least one
 * @param quiet for each such time without a ban the next one is a rung lower
 * @param parole what the score starts from when a ban ends
 */
public record BanTerms(List<Duration> ladder, Duration quiet, double parole) {

    /** Takes the list as it is now. */
    public BanTerms {
        ladder = List.copyOf(ladder);
    }

    /**
     * The rung of a new ban: one above the last ban's for a return, one below for each quiet time since that ended. What was
     * lifted is forgotten.
     *
     * @param earlier all bans of before, none of which stands
     */
    public int rung(Collection<Ban> earlier, Instant now) {
        Optional<Ban> last =
                earlier.stream().filter(ban -> ban.lifted().isEmpty()).max(Comparator.comparing(Ban::until));
        if (last.isEmpty()) {
            return 0;
        }
        long quietTimes = Math.max(0, Duration.between(last.get().until(), now).dividedBy(quiet));
        long rung = Math.max(-1, last.get().rung() - quietTimes) + 1;
        return (int) Math.min(rung, ladder.size() - 1L);
    }

    /** How long a ban on this rung is. */
    public Duration length(int rung) {
        return ladder.get(Math.min(rung, ladder.size() - 1));
    }
}
