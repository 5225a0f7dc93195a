package org.doorward.admin;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
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
    private final Function<LoadResult.Loaded, ReloadOutcome> apply;
    private final Consumer<ReloadOutcome> heard;

    /**
     * A reloader.
     *
     * @param load reads the configuration; may block
     * @param apply puts a valid one in force, or leaves all as it is
     * @param heard hears of each outcome
     */
    public Reloader(
            Supplier<LoadResult> load,
            Function<LoadResult.Loaded, ReloadOutcome> apply,
            Consumer<ReloadOutcome> heard) {
        this.load = load;
        this.apply = apply;
        this.heard = heard;
    }

    /** Reloads, and logs what came of it. Whatever goes wrong is a refusal: a reload never ends the server. */
    @Override
    public synchronized ReloadOutcome get() {
        ReloadOutcome outcome = attempt();
        log(outcome);
        heard.accept(outcome);
        return outcome;
    }

    private ReloadOutcome attempt() {
        try {
            return outcome(load.get());
        } catch (RuntimeException fault) {
            LOG.error("The configuration could not be read anew", fault);
            return new ReloadOutcome.Refused(
                    List.of("Doorward failed over it (" + fault + "); undo what changed, and report this"));
        }
    }

    private ReloadOutcome outcome(LoadResult result) {
        if (result instanceof LoadResult.Refused refused) {
            List<String> problems =
                    refused.problems().stream().map(ConfigProblem::toString).toList();
            return new ReloadOutcome.Refused(problems);
        }
        return apply.apply((LoadResult.Loaded) result);
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
