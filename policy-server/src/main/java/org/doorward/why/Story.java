package org.doorward.why;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.stream.Collectors;
import org.doorward.decision.Decision;
import org.doorward.decision.Evidence;
import org.doorward.decision.Finding;
import org.doorward.decision.FindingText;
import org.doorward.server.Answer;
import org.doorward.store.blame.Ban;
import org.doorward.store.blame.Offender;
import org.doorward.store.blame.VectorStanding;
import org.doorward.store.model.GreylistFound;
import org.doorward.store.model.Triplet;
import org.doorward.store.model.VerdictRecord;
import org.doorward.store.net.IpAddress;
import org.doorward.text.ClientText;
import org.doorward.text.Table;
import org.doorward.why.Account.Blamed;
import org.doorward.why.Account.Foreseen;
import org.doorward.why.Account.Supposed;

/** An account in an operator's words, line by line. Pure; clients' texts are escaped. */
public final class Story {

    private static final int CELL = 120;
    private static final int DETAIL = 400;
    private static final int FINDING = VerdictRecord.FINDINGS_LIMIT;
    private static final String ELLIPSIS = "...";
    private static final double LEAST_SHOWN = 0.05;

    private final List<String> lines = new ArrayList<>();

    private Story() {}

    /** The lines. */
    public static List<String> of(Account account) {
        Story story = new Story();
        story.add(account.subject() + " at " + time(account.at()));
        account.blamed().forEach(blamed -> story.blamed(blamed, account.at()));
        account.verdicts().ifPresent(story::verdicts);
        story.greylist(account.greylist());
        account.foreseen().ifPresent(story::foreseen);
        story.settings(account.settings());
        account.gaps().forEach(gap -> story.add("Not known: " + gap));
        return story.lines;
    }

    private void add(String line) {
        lines.add(line);
    }

    private void heading(String heading) {
        lines.add("");
        lines.add(heading);
    }

    private static String time(Instant exact) {
        return exact.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    /** Of a record, where all is escaped already, and cut. */
    private static String kept(String text) {
        return kept(text, CELL);
    }

    private static String kept(String text, int limit) {
        boolean plain = text.chars().allMatch(character -> ClientText.printable((char) character));
        if (!plain) {
            return ClientText.escape(text, limit);
        }
        return text.length() <= limit ? text : text.substring(0, limit - ELLIPSIS.length()) + ELLIPSIS;
    }

    private void blamed(Blamed blamed, Instant now) {
        Offender offender = blamed.offender();
        heading(offender.network().toString());
        Optional<Ban> standing = offender.standing(now);
        standing.ifPresent(ban -> add("  banned until " + time(ban.until()) + " for " + kept(ban.reason()) + " (ban "
                + ban.id() + ", rung " + ban.rung() + ", since " + time(ban.since()) + "): "
                + kept(ban.evidence(), DETAIL)));
        blamed.knocks()
                .ifPresent(knocks -> add("  the firewall has dropped " + knocks.packets()
                        + " packets of it, the last ones by " + time(knocks.last())));
        blamed.never().ifPresent(why -> add("  never banned: " + kept(why, DETAIL)));
        if (offender.vectors().isEmpty() && offender.bans().isEmpty()) {
            add("  nothing is held against it");
            return;
        }
        add(String.format(
                Locale.ROOT,
                "  score %.1f%s, %.1f bans; left of it %s",
                blamed.score(),
                parole(blamed),
                blamed.threshold(),
                fading(blamed)));
        offences(offender);
        bans(offender, standing);
    }

    /** Points that no vector has: what the latest ban ends with. */
    private static String parole(Blamed blamed) {
        return blamed.parole() < LEAST_SHOWN
                ? ""
                : String.format(
                        Locale.ROOT,
                        " (%.1f of it parole from %s)",
                        blamed.parole(),
                        time(blamed.offender().paroleAt()));
    }

    private static String fading(Blamed blamed) {
        return blamed.fading().stream()
                .map(faded -> String.format(Locale.ROOT, "%.1f in %s", faded.score(), span(faded.in())))
                .collect(Collectors.joining(", "));
    }

    private static String span(Duration time) {
        return time.toDays() > 0 ? time.toDays() + " d" : time.toHours() + " h";
    }

    private void offences(Offender offender) {
        if (offender.vectors().isEmpty()) {
            return;
        }
        Table table = new Table(List.of("vector", "times", "points", "first", "last", "evidence"));
        for (VectorStanding standing : offender.vectors()) {
            table.add(List.of(
                    standing.vector(),
                    Long.toString(standing.count()),
                    String.format(Locale.ROOT, "%.1f at %s", standing.points(), time(standing.pointsAt())),
                    time(standing.first()),
                    time(standing.last()),
                    kept(standing.evidence())));
        }
        table.lines().forEach(line -> add("  " + line));
    }

    private void bans(Offender offender, Optional<Ban> standing) {
        for (Ban ban : offender.bans()) {
            if (!standing.equals(Optional.of(ban))) {
                add("  was banned from " + time(ban.since()) + " to " + time(ban.end()) + " for "
                        + kept(ban.reason()) + " (ban "
                        + ban.id() + ", rung " + ban.rung()
                        + (ban.lifted().isPresent() ? ", lifted)" : ")"));
            }
        }
    }

    private void verdicts(List<VerdictRecord> verdicts) {
        heading(verdicts.isEmpty() ? "No verdict is remembered." : "The latest verdicts:");
        for (VerdictRecord verdict : verdicts) {
            add("  " + time(verdict.at()) + " " + verdict.verdict() + " " + verdict.reason()
                    + (verdict.observed() ? " (observed)" : "") + ", " + verdict.stage() + " from "
                    + verdict.client().map(IpAddress::toString).orElse("unknown") + calling(verdict) + " <"
                    + kept(verdict.sender()) + "> to <" + kept(verdict.recipient()) + ">"
                    + (verdict.detail().isEmpty() ? "" : ": " + kept(verdict.detail(), DETAIL)));
            verdict.findings().lines().forEach(line -> add("      " + kept(line, FINDING)));
        }
    }

    private static String calling(VerdictRecord verdict) {
        return word(" name=", verdict.name()) + word(" helo=", verdict.helo()) + word(" login=", verdict.login());
    }

    private static String word(String name, String value) {
        return value.isEmpty() ? "" : name + kept(value);
    }

    private void greylist(List<GreylistFound> found) {
        if (found.isEmpty()) {
            return;
        }
        heading("The greylist remembers:");
        for (GreylistFound each : found) {
            add("  " + words(each));
        }
    }

    /** The words for something that the greylist remembers. */
    public static String words(GreylistFound found) {
        if (found instanceof GreylistFound.Waiting waiting) {
            return "waiting since " + time(waiting.firstSeen()) + ": " + triplet(waiting.triplet());
        }
        if (found instanceof GreylistFound.Passed passed) {
            return "passed at "
                    + time(passed.entry().passedAt().orElse(passed.entry().firstSeen())) + ", last seen "
                    + time(passed.entry().lastSeen()) + ": " + triplet(passed.triplet());
        }
        GreylistFound.Network network = (GreylistFound.Network) found;
        return "network " + network.network() + ": " + network.standing().counted()
                + " triplets have passed, the last counted "
                + time(network.standing().lastCounted());
    }

    private static String triplet(Triplet triplet) {
        return triplet.client() + " <" + ClientText.escape(triplet.sender(), CELL) + "> to <"
                + ClientText.escape(triplet.recipient(), CELL) + ">";
    }

    private void foreseen(Foreseen foreseen) {
        Decision decision = foreseen.decision();
        heading("What would happen now to " + InquiryWords.of(decision.inquiry()) + ":");
        supposed(foreseen.supposed());
        add("  action=" + Answer.to(decision).action());
        add("  verdict: " + decision.verdict().kind() + (decision.observed() ? " (observed)" : "") + ", because "
                + decision.verdict().reason().label() + " ("
                + ClientText.escape(decision.verdict().detail(), DETAIL) + ")");
        StringJoiner nothing = new StringJoiner(", ");
        for (Evidence.Item item : decision.evidence().items()) {
            if (item.finding() instanceof Finding.Nothing) {
                nothing.add(item.check());
            } else {
                add("  " + item.check() + (item.observed() ? " (observed)" : "") + ": "
                        + ClientText.escape(FindingText.of(item.finding()), DETAIL));
            }
        }
        if (nothing.length() > 0) {
            add("  nothing: " + nothing);
        }
        foreseen.ban().ifPresent(cause -> add("  and the client would be banned: " + cause.reason()));
    }

    private void supposed(Supposed supposed) {
        String named = supposed.named().isEmpty() ? "" : "you have said " + String.join(", ", supposed.named());
        String like = supposed.like().map(at -> "like the mail of " + time(at)).orElse("");
        String connection = supposed.named().contains(NextMail.PORT) ? "" : ", over a connection of its own";
        add("  supposed: " + like + (like.isEmpty() || named.isEmpty() ? "" : ", but that ") + named + connection);
        if (!supposed.absent().isEmpty()) {
            add("  not known, so taken to be empty: " + String.join(", ", supposed.absent())
                    + " (say NAME=VALUE if it is not)");
        }
    }

    private void settings(List<String> settings) {
        if (!settings.isEmpty()) {
            heading("The settings that decide:");
            settings.forEach(line -> add("  " + line));
        }
    }
}
