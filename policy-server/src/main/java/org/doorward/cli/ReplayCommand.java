package org.doorward.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.doorward.Replaying;
import org.doorward.config.DoorwardConfig;
import org.doorward.watch.replay.Period;
import org.doorward.watch.replay.Progress;
import org.doorward.watch.replay.ReplayException;
import org.doorward.watch.replay.Report;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code doorward replay}. */
@Command(
        name = "replay",
        description = {
            "Reads old logs and prints what would have happened: who would have been banned and for what,",
            "what that would have saved, and who would have been banned wrongly.",
            "Needs no running server, asks no name server, and changes nothing."
        },
        footer = {
            "",
            "Logs may be given in any order, several logs of one host at once (a mail log, a kernel's),",
            "plain or packed by gzip or xz, or the journal's (journalctl -o export, -o json); \"-\" is standard input.",
            "",
            "Examples:",
            "  doorward replay /var/log/mail.log.2.gz /var/log/mail.log.1 /var/log/mail.log",
            "  doorward replay --from 7d --json /var/log/mail.log",
            "  doorward replay --set ban.ladder='[\"10m\"]' /var/log/mail.log"
        })
final class ReplayCommand extends ConfiguredCommand {

    private static final Pattern AGO = Pattern.compile("(\\d{1,5})([mhd])");
    private static final Path STANDARD_ERROR = Path.of("/proc/self/fd/2");

    @Parameters(arity = "1..*", paramLabel = "LOG", description = "Log files.")
    List<Path> logs = new ArrayList<>();

    @Option(
            names = "--from",
            paramLabel = "TIME",
            description = "Counts from then on: 2026-11-26, 2026-11-26T12:00, or 7d (m, h, d) for so long ago.")
    String from = "";

    @Option(names = "--until", paramLabel = "TIME", description = "Counts up to then.")
    String until = "";

    @Option(
            names = "--zone",
            paramLabel = "ZONE",
            description = "The time zone of stamps that have none, such as Europe/Berlin (default: watch.time_zone).")
    String zone = "";

    @Option(names = "--json", description = "Prints one JSON object.")
    boolean json;

    @Option(names = "--quiet", description = "Shows no progress.")
    boolean quiet;

    ReplayCommand(CliEnvironment environment) {
        super(environment);
    }

    @Override
    public Integer call() {
        DoorwardConfig config = options.loadValid(environment.loader()).config();
        ZoneId its = zone.isEmpty() ? config.watch().zone() : zone();
        Period period = new Period(
                from.isEmpty() ? Instant.MIN : moment("--from", from, its),
                until.isEmpty() ? Instant.MAX : moment("--until", until, its));
        Report report = report(config, new Replaying.Order(logs, its, period));
        PrintWriter out = out();
        if (json) {
            out.println(report.json());
        } else {
            report.text().forEach(out::println);
        }
        out.flush();
        return CommandLine.ExitCode.OK;
    }

    private Report report(DoorwardConfig config, Replaying.Order order) {
        Progress progress = new Progress(
                spec.commandLine().getErr(), !quiet && onTerminal(), environment.nanoTime(), Replaying.bytes(order));
        Replaying.Surroundings around = new Replaying.Surroundings(
                environment.input(),
                Path.of(System.getProperty("java.io.tmpdir")),
                environment.clock(),
                environment.nanoTime(),
                environment.random());
        try {
            return new Replaying(config, around).report(order, progress);
        } catch (ReplayException e) {
            throw new CommandFailed(String.valueOf(e.getMessage()));
        }
    }

    private ZoneId zone() {
        try {
            return ZoneId.of(zone);
        } catch (DateTimeException e) {
            throw misused("--zone: \"" + zone + "\" is no time zone; write it as Europe/Berlin, or +01:00");
        }
    }

    private Instant moment(String option, String text, ZoneId its) {
        try {
            Matcher ago = AGO.matcher(text);
            if (ago.matches()) {
                return environment.clock().instant().minus(length(Long.parseLong(ago.group(1)), ago.group(2)));
            }
            if (text.length() == "2026-11-26".length()) {
                return LocalDate.parse(text).atStartOfDay(its).toInstant();
            }
            return text.matches(".*T.*(Z|[+-].*)")
                    ? OffsetDateTime.parse(text).toInstant()
                    : LocalDateTime.parse(text.replace(' ', 'T')).atZone(its).toInstant();
        } catch (DateTimeException e) {
            throw misused(
                    option + ": \"" + text
                            + "\" is no time; write 2026-11-26, 2026-11-26T12:00, 2026-11-26T12:00:00+01:00, or 7d for seven days ago");
        }
    }

    private static Duration length(long number, String unit) {
        return switch (unit) {
            case "m" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            default -> Duration.ofDays(number);
        };
    }

    private CommandLine.ParameterException misused(String message) {
        return new CommandLine.ParameterException(spec.commandLine(), message);
    }

    /** The JDK knows of a terminal only when standard output is one as well. */
    private static boolean onTerminal() {
        try {
            String target = Files.readSymbolicLink(STANDARD_ERROR).toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
        } catch (IOException | UnsupportedOperationException notTold) {
            return false;
        }
    }
}
