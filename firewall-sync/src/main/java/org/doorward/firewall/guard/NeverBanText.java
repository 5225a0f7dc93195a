package org.doorward.firewall.guard;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.doorward.firewall.guard.NeverBan.Entry;

/** Entries of never-ban as a table for people: network, reason, source, how old. */
public final class NeverBanText {

    private NeverBanText() {}

    /** Writes the table, a line an entry. */
    public static String table(List<Entry> entries, Instant now) {
        int network =
                width(entries.stream().map(entry -> entry.network().toString()).toList(), "NETWORK");
        int source = width(entries.stream().map(Entry::source).toList(), "SOURCE");
        String format = "%-" + network + "s  %-" + source + "s  %5s  %s%n";
        StringBuilder text =
                new StringBuilder(String.format(Locale.ROOT, format, "NETWORK", "SOURCE", "AGE", "REASON"));
        for (Entry entry : entries) {
            String age = age(Duration.between(entry.known(), now));
            text.append(String.format(Locale.ROOT, format, entry.network(), entry.source(), age, entry.reason()));
        }
        return text.toString();
    }

    private static int width(List<String> cells, String head) {
        return Math.max(
                head.length(), cells.stream().mapToInt(String::length).max().orElse(0));
    }

    private static String age(Duration age) {
        if (age.toSeconds() < 60) {
            return Math.max(0, age.toSeconds()) + "s";
        }
        if (age.toMinutes() < 60) {
            return age.toMinutes() + "m";
        }
        return age.toHours() < 48 ? age.toHours() + "h" : age.toDays() + "d";
    }
}
