package org.doorward.admin;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.doorward.feed.BanSource;
import org.doorward.feed.Knocks;
import org.doorward.feed.NeverFact;
import org.doorward.feed.OperatorBans;
import org.doorward.feed.Reporter;

/**
 * What the firewall's worker asks for and tells, and what an operator bans.
 *
 * @param bans the bans that are carried out
 * @param never whom mail says not to drop; may block for a short time
 * @param knocks who still knocks
 * @param operator bans whom an operator names
 * @param reports takes offences that others have seen
 */
public record FirewallServices(
        BanSource bans, Supplier<List<NeverFact>> never, Knocks knocks, Operator operator, Reporter reports) {

    /** Bans whom an operator names, as {@link OperatorBans#ban} does. */
    @FunctionalInterface
    public interface Operator {

        /** Bans. */
        CompletionStage<OperatorBans.Outcome> ban(String network, Optional<Duration> length, String reason);
    }
}
