package org.doorward.admin;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.doorward.config.DoorwardConfig;
import org.doorward.config.load.LoadResult;
import org.doorward.config.settings.ConfigProblem;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the configuration anew and has it applied; a bad one is refused with all its problems and the old one stays. One reload at a
 * time, whether a signal or a request asks for it.
 */
public final class Reloader implements Supplier<ReloadOutcome> {

    private static final Logger LOG = LoggerFactory.getLogger(Reloader.class);

    private final Supplier<LoadResult> load;
    private final Function<DoorwardConfig, ReloadOutcome> apply;
    private final Consumer<Boolean> counted;

    /**
     * A reloader.
     *
     * @param load reads the configuration; may block
     * @param apply puts a valid one in force
     * @param counted hears whether it was accepted
     */
    public Reloader(
            Supplier<LoadResult> load, Function<DoorwardConfig, ReloadOutcome> apply, Consumer<Boolean> counted) {
        this.load = load;
        this.apply = apply;
        this.counted = counted;
    }

    /** Reloads, and logs what came of it. */
    @Override
    public synchronized ReloadOutcome get() {
        ReloadOutcome outcome = outcome(load.get());
        counted.accept(outcome instanceof ReloadOutcome.Accepted);
        log(outcome);
        return outcome;
    }

    private ReloadOutcome outcome(LoadResult result) {
        if (result instanceof LoadResult.Refused refused) {
            List<String> problems =
                    refused.problems().stream().map(ConfigProblem::toString).toList();
            return new ReloadOutcome.Refused(problems);
        }
        return apply.apply(((LoadResult.Loaded) result).config());
    }

    private static void log(ReloadOutcome outcome) {
        if (outcome instanceof ReloadOutcome.Refused refused) {
            refused.problems().forEach(problem -> LOG.error("configuration: {}", problem));
            LOG.error("The new configuration was refused; the old one stays");
        } else if (outcome instanceof ReloadOutcome.Accepted accepted) {
            LOG.info("The configuration was read anew");
            if (!accepted.needRestart().isEmpty()) {
                LOG.warn("Changed, but only a restart takes it over: {}", String.join(", ", accepted.needRestart()));
            }
        }
    }
}
