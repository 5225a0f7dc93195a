package org.doorward.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code doorward report}. */
@Command(
        name = "report",
        description = {
            "Reports an offence that Doorward cannot see itself: a filter's, a script's, a neighbour's.",
            "It counts as one that it has seen: with the points and the tripwire of its vector."
        },
        footer = {
            "",
            "Examples:",
            "  doorward report 198.51.100.7 --vector spam --evidence \"rspamd: 22 points\"",
            "  doorward report 2001:db8::7 --vector auth_failed --evidence \"webmail, user bob\""
        })
final class ReportCommand extends ConfiguredCommand {

    private static final String PATH = "/api/v1/offences";

    @Parameters(paramLabel = "ADDRESS", description = "Whose offence it is.")
    String address = "";

    @Option(
            names = "--vector",
            paramLabel = "VECTOR",
            required = true,
            description = "What kind of offence: one of the vectors of docs/checks.md, or of [[watch.vector]].")
    String vector = "";

    @Option(names = "--evidence", paramLabel = "TEXT", description = "What was seen, in one line; \"why\" shows it.")
    String evidence = "";

    ReportCommand(CliEnvironment environment) {
        super(environment);
    }

    @Override
    public Integer call() {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("vector", vector);
        fields.put("address", address);
        fields.put("evidence", evidence);
        List<Map<String, String>> reports =
                options.server(environment).answer(PATH, fields).list("reports");
        Map<String, String> report = reports.isEmpty() ? Map.of() : reports.get(0);
        String banned = "true".equals(report.get("banned"))
                ? " It is banned until " + report.getOrDefault("until", "?") + " (ban " + report.getOrDefault("id", "?")
                        + ")."
                : " It is not banned.";
        out().println("Recorded: " + vector + " of " + address + "." + banned);
        return CommandLine.ExitCode.OK;
    }
}
