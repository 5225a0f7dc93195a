package org.doorward.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import org.doorward.PolicyServer;
import org.doorward.config.load.LoadResult;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code doorward check-config}. */
@Command(
        name = "check-config",
        description = {
            "Checks the configuration as \"serve\" reads it: the file, conf.d beside it, the environment and --set.",
            "Reads the files that it names, too.",
            "Prints what is in force, with the place where each value was written, or all problems."
        },
        footer = {
            "",
            "Examples:",
            "  doorward check-config",
            "  doorward check-config ./new.toml",
            "  doorward check-config --set greylist.delay=10m"
        })
final class CheckConfigCommand extends ConfiguredCommand {

    @Parameters(index = "0", arity = "0..1", paramLabel = "FILE", description = "The same as --config FILE.")
    @Nullable
    Path file;

    CheckConfigCommand(CliEnvironment environment) {
        super(environment);
    }

    @Override
    public Integer call() {
        if (file != null) {
            if (options.file != null) {
                throw new CommandLine.ParameterException(
                        spec.commandLine(), "Give the file once: either FILE or --config FILE");
            }
            options.file = file;
        }
        LoadResult.Loaded loaded = options.loadValid(environment.loader());
        List<String> problems = PolicyServer.problems(loaded.config());
        if (!problems.isEmpty()) {
            throw new CommandFailed(ConfigProblems.text(problems));
        }
        PrintWriter out = out();
        out.print(loaded.effective().toToml());
        out.println();
        out.println("# The state directory is " + loaded.stateDirectory());
        out.flush();
        return CommandLine.ExitCode.OK;
    }
}
