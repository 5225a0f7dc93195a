package org.doorward.cli;

import java.io.InputStream;
import java.io.OutputStream;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.doorward.config.load.ConfigLoader;
import org.doorward.observe.BuildInfo;

/**
 * What the commands take from the process that they run in.
 *
 * @param build what runs
 * @param variables the environment's variables
 * @param clock the time
 * @param nanoTime a clock that never goes back, in nanoseconds; on Linux the kernel's CLOCK_MONOTONIC
 * @param started when the JVM started; costs some milliseconds to find out
 * @param random a source that nobody can guess
 * @param loader reads the configuration
 * @param input standard input
 * @param log where {@code serve} logs; never closed
 */
public record CliEnvironment(
        BuildInfo build,
        Map<String, String> variables,
        InstantSource clock,
        LongSupplier nanoTime,
        Supplier<Instant> started,
        RandomGenerator random,
        ConfigLoader loader,
        InputStream input,
        OutputStream log) {}
