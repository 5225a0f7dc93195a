package org.doorward.why;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.doorward.decision.Decision;
import org.doorward.decision.Evidence;
import org.doorward.decision.FindingText;
import org.doorward.decision.Inquiry;
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

/** An account in an operator's words, line by line. Pure; clients' texts are escaped. */
public final class Story {

    private static final int CELL = 120;
    private static final int DETAIL = 400;

    private final List<String> lines = new ArrayList<>();

    private Story() {}

    /** The lines. */
    public static List<String> of(Account account) {
        Story story = new Story();
        story.add(account.subject() + " at " + time(account.at()));
        account.blamed().forEach(blamed -> story.blamed(blamed, account.at()));
        story.verdicts(account.verdicts());
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

    private static String shown(String text) {
        return ClientText.escape(text, CELL);
    }

    private void blamed(Blamed blamed, Instant now) {
        Offender offender = blamed.offender();
        heading(offender.network().toString());
        Optional<Ban> standing = offender.standing(now);
        standing.ifPresent(ban -> add("  banned until " + time(ban.until()) + " for " + ban.reason() + " (ban "
                + ban.id() + ", rung " + ban.rung() + ", since " + time(ban.since()) + "): " + ban.evidence()));
        blamed.knocks()
                .ifPresent(knocks -> add("  the firewall has dropped " + knocks.packets()
                        + " packets of it, the last ones by " + time(knocks.last())));
        blamed.never().ifPresent(why -> add("  never banned: " + why));
        if (offender.vectors().isEmpty() && offender.bans().isEmpty()) {
            add("  nothing is held against it");
            return;
        }
        add(String.format(
                Locale.ROOT,
                "  score %.1f, %.1f bans; left of it %s",
                blamed.score(),
                blamed.threshold(),
                fading(blamed)));
        offences(offender);
        bans(offender, standing);
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
                    shown(standing.evidence())));
        }
        table.lines().forEach(line -> add("  " + line));
    }

    private void bans(Offender offender, Optional<Ban> standing) {
        for (Ban ban : offender.bans()) {
            if (!standing.equals(Optional.of(ban))) {
                add("  was banned from " + time(ban.since()) + " to " + time(ban.end()) + " for " + ban.reason()
                        + " (ban "
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
                    + verdict.client().map(IpAddress::toString).orElse("unknown") + " <" + shown(verdict.sender())
                    + "> to <"
                    + shown(verdict.recipient()) + ">"
                    + (verdict.detail().isEmpty() ? "" : ": " + verdict.detail()));
            verdict.findings().lines().forEach(line -> add("      " + line));
        }
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
        return triplet.client() + " <" + shown(triplet.sender()) + "> to <" + shown(triplet.recipient()) + ">";
    }

    private void foreseen(Foreseen foreseen) {
        Decision decision = foreseen.decision();
        Inquiry inquiry = decision.inquiry();
        heading("What would happen now to helo=" + shown(inquiry.client().helo()) + " sender="
                + shown(inquiry.envelope().sender()) + " recipient="
                + shown(inquiry.envelope().recipient()) + ":");
        add("  action=" + Answer.to(decision).action());
        add("  verdict: " + decision.verdict().kind() + ", because "
                + decision.verdict().reason().label() + " ("
                + ClientText.escape(decision.verdict().detail(), DETAIL) + ")");
        for (Evidence.Item item : decision.evidence().items()) {
            add("  " + item.check() + (item.observed() ? " (observed)" : "") + ": "
                    + ClientText.escape(FindingText.of(item.finding()), DETAIL));
        }
        foreseen.ban().ifPresent(cause -> add("  and the client would be banned: " + cause.reason()));
    }

    private void settings(List<String> settings) {
        if (!settings.isEmpty()) {
            heading("The settings that decide:");
            settings.forEach(line -> add("  " + line));
        }
    }
}
