package org.doorward.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.doorward.PolicyServer;
import org.doorward.config.load.LoadResult;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

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
final class CheckConfigCommand implements Callable<Integer> {

    private final CliEnvironment environment;

    @Spec
    CommandSpec spec = CommandSpec.create();

    @Mixin
    HelpOption help = new HelpOption();

    @Mixin
    ConfigOptions options = new ConfigOptions();

    @Parameters(index = "0", arity = "0..1", paramLabel = "FILE", description = "The same as --config FILE.")
    @Nullable
    Path file;

    CheckConfigCommand(CliEnvironment environment) {
        this.environment = environment;
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
        PrintWriter out = spec.commandLine().getOut();
        out.print(loaded.effective().toToml());
        out.println();
        out.println("# The state directory is " + loaded.stateDirectory());
        out.flush();
        return CommandLine.ExitCode.OK;
    }
}
