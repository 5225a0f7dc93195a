package org.doorward.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** What every command has: its help, the options that say which configuration is meant, and the process that it runs in. */
abstract class ConfiguredCommand implements Callable<Integer> {

    final CliEnvironment environment;

    @Spec
    CommandSpec spec = CommandSpec.create();

    @Mixin
    HelpOption help = new HelpOption();

    @Mixin
    ConfigOptions options = new ConfigOptions();

    ConfiguredCommand(CliEnvironment environment) {
        this.environment = environment;
    }

    /** Where it prints what was asked for. */
    final PrintWriter out() {
        return spec.commandLine().getOut();
    }
}
