package org.doorward.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code doorward ban}. */
@Command(
        name = "ban",
        description = {
            "Bans an address or a network, on its next rung of the ladder or for a time of your own.",
            "Whom no ban may touch (ban.never, exempt networks, allowed clients, good senders) is refused."
        },
        footer = {
            "",
            "\"doorward unban\" ends a ban.",
            "",
            "Examples:",
            "  doorward ban 198.51.100.7",
            "  doorward ban 198.51.100.0/24 --for 12h --reason \"guesses our users\"",
            "  doorward ban 2001:db8::/64 --for 30d"
        })
final class BanCommand extends ConfiguredCommand {

    static final String PATH = "/api/v1/ban";

    @Parameters(
            paramLabel = "NETWORK",
            description = "An address (of an IPv6 address its /64 is meant), an IPv4 /24 or an IPv6 /64.")
    String network = "";

    @Option(
            names = "--for",
            paramLabel = "TIME",
            description = "How long, such as 12h or 30d (default: as the ladder says).")
    String lasts = "";

    @Option(names = "--reason", paramLabel = "TEXT", description = "Why, in one line; the banned client is told, too.")
    String reason = "";

    BanCommand(CliEnvironment environment) {
        super(environment);
    }

    @Override
    public Integer call() {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("network", network);
        fields.put("for", lasts);
        fields.put("reason", reason);
        JsonAnswer answer = options.server(environment).answer(PATH, fields);
        String ban = "ban " + answer.field("id") + ", rung " + answer.field("rung");
        if (!answer.field("banned").equals("true")) {
            throw new CommandFailed(answer.field("network") + " is banned already until " + answer.field("until")
                    + " for " + answer.field("reason") + " (" + ban
                    + "). To ban it anew, end that with \"doorward unban "
                    + answer.field("network") + "\" first.");
        }
        out().println(answer.field("network") + " is banned until " + answer.field("until") + " (" + ban + ").");
        return CommandLine.ExitCode.OK;
    }
}
