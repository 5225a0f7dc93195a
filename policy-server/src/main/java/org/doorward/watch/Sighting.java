package org.doorward.watch;

import java.time.Instant;
import java.util.Optional;
import org.doorward.config.Vector;
import org.doorward.score.BanRules;
import org.doorward.score.Offenders;
import org.doorward.score.SightingBook.Offended;
import org.doorward.store.blame.Offence;
import org.doorward.store.net.IpAddress;
import org.doorward.text.ClientText;

/**
 * What a log says of somebody: that he did something, of what kind, and when.
 *
 * @param address who
 * @param vector what kind of offence it is
 * @param at when, by the log's clock
 * @param evidence what exactly; may hold what a client wrote
 */
public record Sighting(IpAddress address, Vector vector, Instant at, String evidence) {

    /** The offence that it is by some rules; empty when these count nothing for it. */
    public Optional<Offended> offence(BanRules rules) {
        if (!rules.counts(vector)) {
            return Optional.empty();
        }
        Offence offence = new Offence(
                Offenders.of(address),
                vector.label(),
                vector.fading(),
                rules.points().getOrDefault(vector, 0.0),
                at,
                ClientText.escape(evidence, Offence.EVIDENCE_LIMIT));
        return Optional.of(new Offended(offence, address));
    }
}
