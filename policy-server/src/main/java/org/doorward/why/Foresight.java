package org.doorward.why;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import org.doorward.decision.Decision;
import org.doorward.decision.Inquiry;
import org.doorward.score.BanRules;
import org.doorward.store.blame.Offender;
import org.doorward.store.net.IpAddress;

/** What the rules in force would do. Leaves no trace. */
public interface Foresight {

    /** What would be decided on an inquiry. */
    CompletionStage<Decision> foresee(Inquiry inquiry, ScheduledExecutorService loop);

    /** Why an offender would be banned for such a decision, if so. */
    Optional<BanRules.Cause> ban(Decision decision, Offender offender);

    /** Why no ban can touch an address, if so. */
    CompletionStage<Optional<String>> neverBanned(IpAddress address);

    /** When somebody is banned, and how points fade. */
    BanRules banRules();

    /** The settings that decide such a decision, each as {@code key = value  # where it was written}. */
    List<String> settings(Decision decision);
}
