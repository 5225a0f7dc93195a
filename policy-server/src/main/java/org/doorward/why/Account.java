package org.doorward.why;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.doorward.decision.Decision;
import org.doorward.feed.Knocks;
import org.doorward.score.BanRules;
import org.doorward.store.blame.Offender;
import org.doorward.store.model.GreylistFound;
import org.doorward.store.model.VerdictRecord;

/**
 * All that is to be said of somebody.
 *
 * @param subject of whom, as it was asked
 * @param at the moment of the account
 * @param blamed who is held responsible for something; of a single address that one alone, also when it has done nothing
 * @param verdicts the latest verdicts, newest first; absent when they cannot be read
 * @param greylist what the greylist remembers
 * @param foreseen what would happen now, if enough is known to say so
 * @param settings the settings that decide that, each as {@code key = value  # where it was written}
 * @param gaps what could not be found out, and why
 */
public record Account(
        String subject,
        Instant at,
        List<Blamed> blamed,
        Optional<List<VerdictRecord>> verdicts,
        List<GreylistFound> greylist,
        Optional<Foreseen> foreseen,
        List<String> settings,
        List<String> gaps) {

    /** Takes the lists as they are now. */
    public Account {
        blamed = List.copyOf(blamed);
        verdicts = verdicts.map(List::copyOf);
        greylist = List.copyOf(greylist);
        settings = List.copyOf(settings);
        gaps = List.copyOf(gaps);
    }

    /**
     * A client, and what is held against it.
     *
     * @param offender the client
     * @param score its score now
     * @param parole how much of it are the points that its latest ban ends with
     * @param threshold the score that bans
     * @param fading what will be left of the score when nothing is added
     * @param never why no ban can touch it, if so
     * @param knocks what a firewall has dropped of it since it is banned, if that is known
     */
    public record Blamed(
            Offender offender,
            double score,
            double parole,
            double threshold,
            List<Faded> fading,
            Optional<String> never,
            Optional<Knocks.Seen> knocks) {}

    /**
     * A score to come.
     *
     * @param in how long from now
     * @param score what is left of it then
     */
    public record Faded(Duration in, double score) {}

    /**
     * What would happen now.
     *
     * @param decision the decision, with the inquiry that was thought of
     * @param ban why the client would be banned for it, if so
     * @param supposed where the inquiry comes from
     */
    public record Foreseen(Decision decision, Optional<BanRules.Cause> ban, Supposed supposed) {}

    /**
     * Where the inquiry that was thought of comes from.
     *
     * @param like when the verdict was given whose mail it is like, if there is one
     * @param named what the operator has said of it, by Postfix's names
     * @param absent what is taken to be empty, for neither of them says it
     */
    public record Supposed(Optional<Instant> like, List<String> named, List<String> absent) {

        /** Takes the lists as they are now. */
        public Supposed {
            named = List.copyOf(named);
            absent = List.copyOf(absent);
        }
    }
}
