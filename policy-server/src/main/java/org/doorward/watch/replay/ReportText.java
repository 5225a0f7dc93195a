package org.doorward.watch.replay;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.doorward.text.Table;

/** A report as an operator reads it. */
final class ReportText {

    private static final int MOST_BANNED = 10;

    /** A screen; the rest is in the JSON. */
    private static final int MOST_WRONG = 20;

    private final DateTimeFormatter time;
    private final Report report;
    private final Tally tally;
    private final List<String> lines = new ArrayList<>();

    ReportText(Report report) {
        this.report = report;
        this.tally = report.tally();
        this.time =
                DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT).withZone(report.zone());
    }

    List<String> lines() {
        if (tally.first().isEmpty()) {
            lines.add("No line of these logs is of that time.");
            return lines;
        }
        read();
        bans();
        saved();
        banned();
        wrong();
        users();
        if (!tally.notes().isEmpty()) {
            lines.add("");
            lines.addAll(tally.notes());
        }
        return lines;
    }

    private void read() {
        Instant from = tally.first().orElseThrow();
        Instant until = tally.last().orElseThrow();
        lines.add("From " + time.format(from) + " to " + time.format(until) + " (" + report.zone() + ", "
                + length(Duration.between(from, until)) + ")");
        heading("Lines");
        count("read", tally.lines());
        count("connections", tally.lines(Tally.Kind.CONNECTION));
        count("messages accepted", tally.lines(Tally.Kind.ACCEPTED));
        count("logins", tally.lines(Tally.Kind.LOGIN));
        count("offences", tally.lines(Tally.Kind.OFFENCE));
        count("nothing to count", tally.lines(Tally.Kind.NOTHING));
        count("not understood", tally.notUnderstood());
        if (tally.linesLeftOut() > 0) {
            count("of another time", tally.linesLeftOut());
        }
    }

    private void bans() {
        heading("Bans");
        if (!report.enabled()) {
            lines.add("  ban.enabled is false: nobody is banned.");
        }
        count("offenders", tally.offenders());
        count("bans", tally.bans());
        count("refused: never banned", tally.refusedBans());
        tally.bansByVector().entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                .forEach(entry -> count("for " + entry.getKey(), entry.getValue()));
        tally.bansByRung().forEach((rung, bans) -> count("rung " + (rung + 1) + ", of " + length(ladder(rung)), bans));
    }

    private Duration ladder(int rung) {
        return report.ladder().get(Math.min(rung, report.ladder().size() - 1));
    }

    private void saved() {
        heading("Would have been saved");
        part("connections", tally.connections());
        part("refusals", tally.rejects());
        tally.rejectsByVector().entrySet().stream()
                .sorted(Comparator.comparingLong((Map.Entry<String, Saving> entry) ->
                                entry.getValue().all())
                        .reversed())
                .forEach(entry -> part("  " + entry.getKey(), entry.getValue()));
        part("DNS list questions", tally.dnsblQuestions());
    }

    private void banned() {
        List<BannedNetwork> most = tally.mostBanned(MOST_BANNED);
        if (most.isEmpty()) {
            return;
        }
        heading("Banned most, of " + number(tally.bannedNetworks()));
        Table table = new Table(List.of("network", "bans", "rung", "first", "for", "connections", "offences"));
        for (BannedNetwork one : most) {
            table.add(List.of(
                    one.network().toString(),
                    Integer.toString(one.bans()),
                    Integer.toString(one.rung() + 1),
                    time.format(one.first()),
                    one.vector(),
                    number(one.connections()),
                    number(one.offences())));
        }
        indented(table);
    }

    private void wrong() {
        List<BannedNetwork> wrong = tally.wronglyBanned();
        heading("Banned, although mail of theirs was accepted: " + (wrong.isEmpty() ? "none" : number(wrong.size())));
        if (wrong.isEmpty()) {
            return;
        }
        Table table = new Table(List.of("network", "bans", "first", "for", "accepted", "while banned"));
        for (BannedNetwork one : first(wrong)) {
            table.add(List.of(
                    one.network().toString(),
                    Integer.toString(one.bans()),
                    time.format(one.first()),
                    one.vector(),
                    number(tally.acceptedOf(one.network())),
                    number(one.accepted())));
        }
        indented(table);
        further(wrong);
    }

    private void users() {
        List<BannedNetwork> users = tally.usersBanned();
        heading("Your own users, who logged in while banned: " + (users.isEmpty() ? "none" : number(users.size())));
        if (users.isEmpty()) {
            return;
        }
        Table table = new Table(List.of("network", "bans", "first", "for", "logins while banned"));
        for (BannedNetwork one : first(users)) {
            table.add(List.of(
                    one.network().toString(),
                    Integer.toString(one.bans()),
                    time.format(one.first()),
                    one.vector(),
                    number(one.logins())));
        }
        indented(table);
        further(users);
    }

    private static List<BannedNetwork> first(List<BannedNetwork> all) {
        return all.subList(0, Math.min(all.size(), MOST_WRONG));
    }

    private void further(List<BannedNetwork> all) {
        if (all.size() > MOST_WRONG) {
            lines.add("  and " + number(all.size() - MOST_WRONG) + " more, which --json lists");
        }
    }

    private void heading(String text) {
        lines.add("");
        lines.add(text);
    }

    private void count(String what, long number) {
        lines.add(String.format(Locale.ROOT, "  %-24s %,13d", what, number));
    }

    private void part(String what, Saving saving) {
        lines.add(String.format(
                Locale.ROOT,
                "  %-24s %,13d of %,13d  %5.1f %%",
                what,
                saving.saved(),
                saving.all(),
                saving.all() == 0 ? 0 : 100.0 * saving.saved() / saving.all()));
    }

    private void indented(Table table) {
        table.lines().forEach(line -> lines.add("  " + line));
    }

    private static String number(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /** In the largest two units. */
    private static String length(Duration time) {
        if (time.toDays() > 0) {
            return time.toDays() + " d" + (time.toHoursPart() == 0 ? "" : " " + time.toHoursPart() + " h");
        }
        if (time.toHours() > 0) {
            return time.toHours() + " h" + (time.toMinutesPart() == 0 ? "" : " " + time.toMinutesPart() + " min");
        }
        return time.toMinutes() > 0 ? time.toMinutes() + " min" : time.toSeconds() + " s";
    }
}
