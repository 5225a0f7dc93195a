package org.doorward.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Mixin;

/** The list of all commands. */
public final class Commands {

    private Commands() {}

    /**
     * The program's command line.
     *
     * @param environment the process
     */
    public static CommandLine of(CliEnvironment environment) {
        return new CommandLine(new Doorward())
                .addSubcommand(new ServeCommand(environment))
                .addSubcommand(new AskCommand(environment))
                .addSubcommand(new WhyCommand(environment))
                .addSubcommand(new BansCommand(environment))
                .addSubcommand(new BanCommand(environment))
                .addSubcommand(new UnbanCommand(environment))
                .addSubcommand(new ReportCommand(environment))
                .addSubcommand(new ParseCommand(environment))
                .addSubcommand(ListCommand.of(environment))
                .addSubcommand(DnsblCommand.of(environment))
                .addSubcommand(FirewallCommand.of(environment))
                .addSubcommand(new ReplayCommand(environment))
                .addSubcommand(new CheckConfigCommand(environment))
                .addSubcommand(new VersionCommand(environment))
                .addSubcommand(new TrainCommand(environment))
                .setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.OFF))
                .setUsageHelpWidth(110)
                .setParameterExceptionHandler(Commands::misused)
                .setExecutionExceptionHandler(Commands::failed);
    }

    private static int misused(CommandLine.ParameterException failure, String[] arguments) {
        CommandLine command = failure.getCommandLine();
        command.getErr().println(failure.getMessage());
        command.getErr().println("\"" + command.getCommandSpec().qualifiedName() + " --help\" shows the usage.");
        return CommandLine.ExitCode.USAGE;
    }

    private static int failed(Exception failure, CommandLine command, CommandLine.ParseResult arguments)
            throws Exception {
        if (!(failure instanceof CommandFailed failed)) {
            throw failure;
        }
        command.getErr().println(failed.getMessage());
        return failed.status();
    }

    /** The word before the commands; alone it shows the help. */
    @Command(
            name = "doorward",
            synopsisSubcommandLabel = "COMMAND",
            description = "Answers Postfix's policy requests, and greylists.",
            footer = {
                "",
                "Examples:",
                "  doorward serve",
                "  doorward ask client=198.51.100.7 sender=a@example.org recipient=b@example.com --explain",
                "  doorward list add 198.51.100.7 --reason \"guesses our users\" --for 30d",
                "  doorward check-config /etc/doorward/doorward.toml",
                "",
                "Exit status: 0 well, 1 refused or failed, 2 wrong usage,",
                "78 when the configuration keeps \"serve\" from starting."
            })
    static final class Doorward implements Callable<Integer> {

        @CommandLine.Spec
        CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

        @Mixin
        HelpOption help = new HelpOption();

        @Override
        public Integer call() {
            spec.commandLine().usage(spec.commandLine().getErr());
            return CommandLine.ExitCode.USAGE;
        }
    }
}
