package org.doorward.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.doorward.config.load.LoadResult;
import org.doorward.firewall.report.StatusFile;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code doorward firewall status}. */
@Command(
        name = "status",
        description = {
            "Tells whether the firewall holds what it should, what it has dropped, and what was healed.",
            "The exit status is 0 when it is in step, and 1 when it is not or the worker does not run."
        })
final class FirewallStatusCommand extends ConfiguredCommand {

    /** The worker writes every 2 s; a busy host may be slower. */
    private static final Duration OLD = Duration.ofSeconds(30);

    @Option(names = "--json", description = "Prints the worker's whole status as it is.")
    boolean json;

    FirewallStatusCommand(CliEnvironment environment) {
        super(environment);
    }

    @Override
    public Integer call() {
        LoadResult.Loaded loaded = options.loadValid(environment.loader());
        StatusFile file = new StatusFile(FirewallPlaces.of(loaded, environment).stateDir());
        String text = read(file);
        PrintWriter out = out();
        JsonAnswer status = JsonAnswer.understood(text);
        Duration age = Duration.between(
                Instant.parse(status.field("at")), environment.clock().instant());
        boolean old = age.compareTo(OLD) > 0;
        if (json) {
            out.println(text.strip());
        } else {
            lines(status, age, old).forEach(out::println);
        }
        return status.field("in_step").equals("true") && !old ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
    }

    private static String read(StatusFile file) {
        try {
            return file.read();
        } catch (NoSuchFileException e) {
            throw new CommandFailed(
                    "There is no " + file.path()
                            + ": the worker has not run yet. Start it with \"systemctl start doorward-firewall\", or set"
                            + " firewall.in_serve; if it has another state directory, give this command the same --config and --set.");
        } catch (IOException e) {
            throw new CommandFailed("The worker's status cannot be read: " + e.getMessage() + ". Run this as root.");
        }
    }

    private static List<String> lines(JsonAnswer status, Duration age, boolean old) {
        List<String> lines = new ArrayList<>();
        if (old) {
            lines.add("The worker does not run: this is its word of " + age.toSeconds() + " s ago.");
        }
        lines.add(status.field("backend") + ": " + status.field("standing").replace('_', ' ')
                + (status.field("why").isEmpty() ? "" : ", " + status.field("why")));
        lines.add(status.field("bans_there") + " of " + status.field("bans_wanted") + " bans are there, "
                + status.field("changes_outstanding") + " changes are under way, " + status.field("bans_refused")
                + " are refused by never-ban, for " + status.field("bans_without_room") + " there is no room");
        lines.add(status.field("never_banned_networks") + " networks are never dropped, "
                + status.field("drop_list_networks") + " are by drop lists");
        lines.addAll(elements(status.object("elements")));
        lines.add("Last change " + status.field("last_change"));
        if (!status.field("last_error").isEmpty()) {
            lines.add("Last failure: " + status.field("last_error"));
        }
        Map<String, String> feed = status.object("feed");
        String error = feed.getOrDefault("error", "");
        lines.add("Feed heard at " + feed.get("heard") + (error.isEmpty() ? "" : ", and not now: " + error));
        if (!feed.getOrDefault("waiting", "0").equals("0")) {
            lines.add(feed.get("waiting")
                    + " bans are held back, for they were too many at once: look at \"doorward bans\","
                    + " then \"doorward firewall let-in\"");
        }
        lines.add("Packets: " + numbers(status.object("packets")));
        lines.add("Done: " + numbers(status.object("done")));
        return lines;
    }

    /** By their sets; nothing from a worker of an older version, which does not tell. */
    private static List<String> elements(Map<String, String> of) {
        if (of.isEmpty()) {
            return List.of();
        }
        return List.of(
                "Banned: IPv4 addresses " + of.get("b4_32") + ", IPv4 /24 " + of.get("b4_24") + ", IPv6 /64 "
                        + of.get("b6_64"),
                "Networks: never dropped IPv4 " + of.get("allow4") + ", IPv6 " + of.get("allow6")
                        + "; by drop lists IPv4 " + of.get("drop4") + ", IPv6 " + of.get("drop6"));
    }

    private static String numbers(Map<String, String> numbers) {
        List<String> words = new ArrayList<>();
        numbers.forEach((name, number) -> words.add(name + " " + number));
        return words.isEmpty() ? "none" : String.join(", ", words);
    }
}
