package org.doorward.why;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.doorward.config.Vector;
import org.doorward.decision.Decision;
import org.doorward.decision.Evidence;
import org.doorward.decision.Finding;
import org.doorward.decision.Reason;
import org.doorward.decision.Sign;
import org.doorward.decision.Verdict;

/** Which settings decide a decision. Pure. */
public final class DecidingSettings {

    private static final Pattern NO_LABEL = Pattern.compile("[^a-z_]+");

    private DecidingSettings() {}

    /** The full names of the keys, those of the verdict first. */
    public static Set<String> of(Decision decision) {
        Set<String> keys = new LinkedHashSet<>();
        if (decision.observed()) {
            keys.add("mode");
        }
        keys.addAll(of(decision.verdict()));
        for (Evidence.Item item : decision.evidence().items()) {
            if (item.observed()) {
                keys.add("decision.observe");
            }
            if (item.finding() instanceof Finding.Points points) {
                points.signs().stream().map(Sign::reason).forEach(reason -> keys.addAll(of(reason)));
            } else if (item.finding() instanceof Finding.Settled settled) {
                keys.addAll(of(settled.verdict()));
            }
        }
        return keys;
    }

    private static List<String> of(Verdict verdict) {
        List<String> keys = new ArrayList<>(of(verdict.reason()));
        if (verdict.reason() == Reason.BANNED) {
            // Why a ban was imposed is told in words, with the label of its vector.
            Set<String> words = Set.copyOf(List.of(NO_LABEL.split(verdict.detail())));
            Vector.thatBan().map(Vector::label).filter(words::contains).forEach(label -> {
                keys.add("score.tripwires." + label);
                keys.add("score.points." + label);
            });
        }
        return keys;
    }

    /** The keys behind a reason; none when it depends on nothing that can be set. */
    static List<String> of(Reason reason) {
        return switch (reason) {
            case AUTHENTICATED -> List.of("exempt.authenticated");
            case OWN_NETWORK -> List.of("exempt.networks");
            case EXEMPT_RECIPIENT -> List.of("exempt.recipients");
            case ALLOW_LISTED -> List.of("access.allow", "access.client_files", "access.recipient_files");
            case DENY_LISTED -> List.of("access.deny", "access.deny_client_files", "access.deny_recipient_files");
            case BANNED -> List.of("ban.enabled", "ban.threshold", "ban.ladder", "ban.quiet", "ban.never");
            case SCORE ->
                List.of(
                        "decision.reject_at",
                        "decision.reject_sources",
                        "score.behaviour_half_life",
                        "score.listing_half_life",
                        "score.cap");
            case OWN_LIST -> List.of("own_list.points", "own_list.files");
            case SPAMTRAP -> List.of("spamtrap.recipients", "spamtrap.files");
            case RATE_LIMIT -> List.of("rate.limit");
            case GREYLISTED -> List.of("greylist.enabled", "greylist.scope", "greylist.delay");
            case GREYLIST_PASSED -> List.of("greylist.delay", "greylist.retry_window");
            case GREYLIST_KNOWN -> List.of("greylist.passed_age");
            case AUTO_ALLOWED -> List.of("greylist.auto_allow_after", "greylist.auto_allow_every");
            case GREYLIST_SKIPPED ->
                List.of(
                        "greylist.enabled",
                        "greylist.scope",
                        "greylist.suspicious_at",
                        "greylist.opt_in",
                        "greylist.opt_out",
                        "greylist.opt_out_files");
            case DNSBL, DNS_ALLOWED, DNS_ALLOWED_UNKNOWN -> List.of("dnsbl.list", "dnsbl.defaults");
            case HELO ->
                List.of(
                        "helo.own_names",
                        "helo.own_name_points",
                        "helo.literal_points",
                        "helo.not_full_points",
                        "helo.syntax_points",
                        "helo.missing_points");
            case REVERSE_NAME -> List.of("reverse_name.missing_points", "reverse_name.unconfirmed_points");
            case DYNAMIC_NAME -> List.of("reverse_name.dynamic_points");
            case SENDER_DOMAIN -> List.of("sender.no_mail_points", "sender.null_mx_points");
            case SENDER_IS_RECIPIENT -> List.of("sender.is_recipient_points");
            case SPF_FAIL -> List.of("spf.fail_points", "spf.softfail_points");
            case SPF_PASS -> List.of("greylist.pools");
            case DEADLINE -> List.of("decision.deadline");
            case NOTHING_AGAINST, STAGE, STORE_UNAVAILABLE, OVERLOAD, INTERNAL_ERROR -> List.of();
        };
    }
}
