package org.doorward;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.lang.management.ManagementFactory;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import org.doorward.cli.CliEnvironment;
import org.doorward.cli.Commands;
import org.doorward.config.load.ConfigLoader;
import org.doorward.observe.BuildInfo;

/** The program {@code doorward}. Makes the real clocks and the real randomness, and hands them on. */
public final class Main {

    private Main() {}

    /** Runs one command and exits with its status: 0 well, 1 refused or failed, 2 wrong usage, 78 a refused configuration. */
    public static void main(String[] arguments) {
        CliEnvironment environment = new CliEnvironment(
                BuildInfo.running(),
                System.getenv(),
                Clock.systemUTC(),
                System::nanoTime,
                () -> Instant.ofEpochMilli(ManagementFactory.getRuntimeMXBean().getStartTime()),
                new SecureRandom(),
                ConfigLoader.ofProcess(CheckNames.ALL),
                new FileInputStream(FileDescriptor.in),
                new FileOutputStream(FileDescriptor.out));
        System.exit(Commands.of(environment).execute(arguments));
    }
}
