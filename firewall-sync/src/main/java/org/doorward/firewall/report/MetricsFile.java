package org.doorward.firewall.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.doorward.firewall.sync.SyncStatus;

/** The worker's metrics as a file for the textfile collector of Prometheus's node exporter. */
public final class MetricsFile {

    private static final Set<PosixFilePermission> READABLE = PosixFilePermissions.fromString("rw-r--r--");

    private final Path file;

    /** The file; its name must end in {@code .prom}, or the collector passes it over. */
    public MetricsFile(Path file) {
        this.file = file;
    }

    /** Writes the metrics. */
    public void write(SyncStatus status) throws IOException {
        WholeFile.write(file, text(status));
        // The node exporter runs as another user.
        Files.setPosixFilePermissions(file, READABLE);
    }

    /** The metrics in Prometheus's text format. */
    static String text(SyncStatus status) {
        StringBuilder text = new StringBuilder(4096);
        gauge(text, "in_step", "Whether the firewall holds what it should.", status.inStep() ? 1 : 0);
        gauge(
                text,
                "held",
                "Whether the firewall is left alone.",
                status.standing().equals("held") ? 1 : 0);
        gauge(text, "bans_wanted", "Bans that should be in the firewall.", status.wanted());
        gauge(text, "bans", "Bans that are in the firewall.", status.there());
        gauge(text, "changes_outstanding", "Changes that are not made yet.", status.outstanding());
        gauge(text, "bans_refused", "Bans that never-ban or their prefix keeps out.", status.refused());
        gauge(text, "bans_without_room", "Bans for which there is no room.", status.noRoom());
        gauge(
                text,
                "bans_held_back",
                "Bans that are held back because they were too many at once.",
                status.feed().waiting());
        gauge(text, "never_banned_networks", "Networks in the own allow sets.", status.allowed());
        gauge(text, "drop_list_networks", "Networks of drop lists.", status.dropped());
        head(text, "elements", "What is in the firewall, by the names of the sets of nftables.", "gauge");
        new TreeMap<>(status.elements()).forEach((set, count) -> sample(text, "elements", "set", set, count));
        gauge(
                text,
                "feed_ok",
                "Whether the server's feed is heard.",
                status.feed().error().isEmpty() ? 1 : 0);
        gauge(
                text,
                "feed_heard_timestamp_seconds",
                "When the server's feed was last heard.",
                status.feed().heard().getEpochSecond());
        gauge(
                text,
                "last_change_timestamp_seconds",
                "When the firewall was last changed.",
                status.lastChange().getEpochSecond());
        gauge(text, "last_rebuild_milliseconds", "How long the last rebuild took.", done(status, "rebuild_millis"));
        counter(text, "bans_begun", "Bans that were pushed.", done(status, "begun"));
        counter(text, "bans_ended", "Bans that were taken out before their end.", done(status, "ended"));
        counter(text, "rebuilds", "Times that everything was made anew.", done(status, "rebuilds"));
        labelled(text, "drift", "Differences that were found and healed, by kind.", "kind", "drift_", status.done());
        labelled(
                text,
                "failures",
                "Times that the firewall did not do what was asked.",
                "kind",
                "failures_",
                status.done());
        labelled(
                text,
                "packets",
                "Packets counted by the firewall since its table was made.",
                "counter",
                "",
                status.packets());
        return text.toString();
    }

    private static long done(SyncStatus status, String name) {
        return status.done().getOrDefault(name, 0L);
    }

    private static void gauge(StringBuilder text, String name, String help, long value) {
        head(text, name, help, "gauge");
        text.append("doorward_firewall_").append(name).append(' ').append(value).append('\n');
    }

    private static void counter(StringBuilder text, String name, String help, long value) {
        head(text, name + "_total", help, "counter");
        text.append("doorward_firewall_")
                .append(name)
                .append("_total ")
                .append(value)
                .append('\n');
    }

    private static void labelled(
            StringBuilder text, String name, String help, String label, String prefix, Map<String, Long> values) {
        head(text, name + "_total", help, "counter");
        new TreeMap<>(values).forEach((key, value) -> {
            if (key.startsWith(prefix)) {
                sample(text, name + "_total", label, key.substring(prefix.length()), value);
            }
        });
    }

    private static void sample(StringBuilder text, String name, String label, String which, long value) {
        text.append("doorward_firewall_").append(name).append('{').append(label);
        text.append("=\"").append(which).append("\"} ").append(value).append('\n');
    }

    private static void head(StringBuilder text, String name, String help, String type) {
        text.append("# HELP doorward_firewall_")
                .append(name)
                .append(' ')
                .append(help)
                .append('\n');
        text.append("# TYPE doorward_firewall_")
                .append(name)
                .append(' ')
                .append(type)
                .append('\n');
    }
}
