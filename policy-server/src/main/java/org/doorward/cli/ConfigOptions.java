package org.doorward.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.doorward.config.load.ConfigLoader;
import org.doorward.config.load.LoadResult;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** The options that every command takes, so that every command finds the same server. */
final class ConfigOptions {

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "The configuration file (default: /etc/doorward/doorward.toml).")
    @Nullable
    Path file;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "Overrides one key, such as greylist.delay=5m. May be given again.")
    List<String> overrides = new ArrayList<>();

    /**
     * These options behind those that stand before a command's second word, as in {@code doorward list --config FILE add}: all of
     * them count, the later ones more.
     */
    ConfigOptions after(ConfigOptions before) {
        ConfigOptions all = new ConfigOptions();
        all.file = file == null ? before.file : file;
        all.overrides.addAll(before.overrides);
        all.overrides.addAll(overrides);
        return all;
    }

    /** Reads the configuration. */
    LoadResult load(ConfigLoader loader) {
        return loader.load(Optional.ofNullable(file), List.copyOf(overrides));
    }

    /**
     * Reads the configuration, which must be valid.
     *
     * @throws CommandFailed with all problems when it is not
     */
    LoadResult.Loaded loadValid(ConfigLoader loader) {
        return loadValid(loader, CommandLine.ExitCode.SOFTWARE);
    }

    /**
     * The same for a command with an exit status of its own.
     *
     * @param refused the status when it is not valid
     */
    LoadResult.Loaded loadValid(ConfigLoader loader, int refused) {
        LoadResult result = load(loader);
        if (result instanceof LoadResult.Refused problems) {
            throw new CommandFailed(ConfigProblems.text(problems.problems()), refused);
        }
        return (LoadResult.Loaded) result;
    }

    /**
     * The server that they lead to.
     *
     * @throws CommandFailed with all problems when the configuration is not valid
     */
    RunningServer server(CliEnvironment environment) {
        return new RunningServer(loadValid(environment.loader()));
    }
}
