package org.doorward.store.blame;

import java.time.Instant;
import java.util.Optional;
import org.doorward.store.model.ClientNetwork;

/**
 * A ban.
 *
 * @param id what the banned client is told and the operator can look up, such as {@code B7K2M9QX}
 * @param network who
 * @param since from when
 * @param until up to when, exclusive
 * @param rung the rung of the ladder, from 0
 * @param reason why, a short text for the client as well: printable ASCII, at most {@link #REASON_LIMIT} characters
 * @param evidence the latest evidence, for the operator, as in {@link Offence}
 * @param lifted when somebody ended it before its time
 */
public record Ban(
        String id,
        ClientNetwork network,
        Instant since,
        Instant until,
        int rung,
        String reason,
        String evidence,
        Optional<Instant> lifted) {

    /** The longest id. */
    public static final int ID_LIMIT = 32;

    /** The longest reason. */
    public static final int REASON_LIMIT = 120;

    /** Whether it stands. */
    public boolean stands(Instant now) {
        return lifted.isEmpty() && now.isBefore(until);
    }

    /** When it ended, or will. */
    public Instant end() {
        return lifted.orElse(until);
    }

    /** The same, with another end. */
    Ban ending(Instant end, String why) {
        return new Ban(id, network, since, end, rung, why, evidence, lifted);
    }

    /** The same, ended by somebody. */
    Ban liftedAt(Instant when) {
        return new Ban(id, network, since, until, rung, reason, evidence, Optional.of(when));
    }
}
