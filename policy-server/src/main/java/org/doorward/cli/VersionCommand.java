package org.doorward.cli;

import java.util.concurrent.Callable;
import org.doorward.observe.BuildInfo;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code doorward version}. */
@Command(
        name = "version",
        description = "Prints the version of Doorward and of the Java that runs it.",
        footer = {"", "Example:", "  doorward version"})
final class VersionCommand implements Callable<Integer> {

    private final CliEnvironment environment;

    @Spec
    CommandSpec spec = CommandSpec.create();

    @Mixin
    HelpOption help = new HelpOption();

    @Mixin
    ConfigOptions options = new ConfigOptions();

    VersionCommand(CliEnvironment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() {
        BuildInfo build = environment.build();
        String commit = build.commit().map(hash -> " (commit " + hash + ")").orElse("");
        spec.commandLine().getOut().println("doorward " + build.version() + commit);
        spec.commandLine().getOut().println("java " + build.java());
        return CommandLine.ExitCode.OK;
    }
}
