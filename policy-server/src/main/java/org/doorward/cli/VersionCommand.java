package org.doorward.cli;

import org.doorward.observe.BuildInfo;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code doorward version}. */
@Command(
        name = "version",
        description = "Prints the version of Doorward and of the Java that runs it.",
        footer = {"", "Example:", "  doorward version"})
final class VersionCommand extends ConfiguredCommand {

    VersionCommand(CliEnvironment environment) {
        super(environment);
    }

    @Override
    public Integer call() {
        BuildInfo build = environment.build();
        String commit = build.commit().map(hash -> " (commit " + hash + ")").orElse("");
        out().println("doorward " + build.version() + commit);
        out().println("java " + build.java());
        return CommandLine.ExitCode.OK;
    }
}
