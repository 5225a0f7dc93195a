package org.doorward;

import java.time.InstantSource;
import java.util.List;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.doorward.config.DoorwardConfig;
import org.doorward.config.load.LoadResult;
import org.doorward.firewall.guard.NeverBanSource;
import org.doorward.observe.BuildInfo;
import org.doorward.observe.Logging;

/**
 * What the server takes from the process that it runs in.
 *
 * @param build what runs
 * @param clock the time
 * @param nanoTime a clock that never goes back, in nanoseconds from anywhere
 * @param random a source that nobody can guess
 * @param configuration reads the configuration anew, with the same file and overrides as at the start; may block
 * @param logging the log, which a reload may change
 * @param host who says, with a configuration, whom the host cannot do without
 */
public record ServerEnvironment(
        BuildInfo build,
        InstantSource clock,
        LongSupplier nanoTime,
        RandomGenerator random,
        Supplier<LoadResult> configuration,
        Logging logging,
        Function<DoorwardConfig, List<NeverBanSource>> host) {}
