package org.doorward.feed;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.doorward.config.BanConfig;
import org.doorward.score.BanRules;
import org.doorward.store.blame.Ban;
import org.doorward.store.blame.BanEnd;
import org.doorward.store.blame.BanTerms;

/**
 * What becomes of a ban by who knocks. Pure.
 *
 * <p>A robot that is dropped goes on as before, many times a minute; a mail server tries again after a quarter of an hour, then an hour.
 * So what counts is the very end of a ban, and not whether there was a packet at all: the window is short, and no more than a tenth of a
 * ban. Nor does knocking alone make a ban longer than the next rung's, which is what its return would have cost it.
 *
 * @param terms how long bans are
 * @param window how long before its end a ban's knocks count, at most; zero renews none
 * @param quiet after how long without a knock a ban ends early; zero ends none
 */
public record KnockRule(BanTerms terms, Duration window, Duration quiet) {

    /** The worker reports once a minute: a shorter window would miss who knocks. */
    private static final Duration LEAST = Duration.ofMinutes(2);

    private static final Pattern RENEWED = Pattern.compile("(.*), renewed(?: (\\d{1,6}) times)? for knocking");

    /** The rule of these rules. */
    public static KnockRule of(BanRules rules) {
        BanConfig ban = rules.ban();
        return new KnockRule(rules.banTerms(), ban.knockWindow(), ban.earlyEndAfter());
    }

    /**
     * The new end of a ban that is about to end; empty when it is to end.
     *
     * @param last when it last knocked
     */
    public Optional<BanEnd> renewal(Ban ban, Instant last, Instant now) {
        Duration rung = terms.length(ban.rung());
        Instant until = ban.until().plus(rung);
        boolean top = ban.rung() >= terms.ladder().size() - 1;
        boolean within = top || Duration.between(ban.since(), until).compareTo(terms.length(ban.rung() + 1)) <= 0;
        boolean counts = !window.isZero() && !last.isBefore(ban.until().minus(window(rung)));
        return counts && within && !OperatorBans.typed(ban)
                ? Optional.of(new BanEnd(ban.network(), ban.id(), now, until, renewed(ban.reason())))
                : Optional.empty();
    }

    private Duration window(Duration rung) {
        Duration tenth = rung.dividedBy(10).compareTo(LEAST) < 0 ? LEAST : rung.dividedBy(10);
        return tenth.compareTo(window) < 0 ? tenth : window;
    }

    private static String renewed(String reason) {
        Matcher before = RENEWED.matcher(reason);
        if (!before.matches()) {
            return fitting(reason, ", renewed for knocking");
        }
        int times = before.group(2) == null ? 1 : Integer.parseInt(before.group(2));
        return fitting(before.group(1), ", renewed " + (times + 1) + " times for knocking");
    }

    /**
     * An early end, for it has been quiet for long; empty when it goes on.
     *
     * @param last when it last knocked, if it did
     * @param reported since when it would have been noticed
     */
    public Optional<BanEnd> earlyEnd(Ban ban, Optional<Instant> last, Instant reported, Instant now) {
        Instant from = later(later(ban.since(), reported), last.orElse(reported));
        boolean over = !quiet.isZero() && Duration.between(from, now).compareTo(quiet) >= 0;
        return over && !OperatorBans.typed(ban)
                ? Optional.of(new BanEnd(
                        ban.network(), ban.id(), now, now, fitting(ban.reason(), ", ended early for it was quiet")))
                : Optional.empty();
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    /** What is added stands there, however long the rest is. */
    private static String fitting(String reason, String added) {
        int room = Ban.REASON_LIMIT - added.length();
        return (reason.length() <= room ? reason : reason.substring(0, room)) + added;
    }
}
