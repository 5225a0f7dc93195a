package org.doorward;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.doorward.check.AccessFiles;
import org.doorward.check.AccessListCheck;
import org.doorward.check.ExemptCheck;
import org.doorward.check.GreylistCheck;
import org.doorward.check.OrganisationalDomain;
import org.doorward.config.DoorwardConfig;
import org.doorward.config.GreylistConfig;
import org.doorward.decision.Check;
import org.doorward.decision.Decider;
import org.doorward.decision.Decision;
import org.doorward.decision.DecisionListener;
import org.doorward.decision.Judge;
import org.doorward.decision.Pipeline;
import org.doorward.observe.Meters;
import org.doorward.pattern.ListFileWatcher;
import org.doorward.pattern.ListReading;
import org.doorward.pattern.RecipientPatterns;
import org.doorward.store.Ages;
import org.doorward.store.GreylistLedger;

/** The checks in their order, with the lists that they look into: all that a reload replaces, whole. */
final class Ruleset implements AutoCloseable {

    /** How soon a changed list file is noticed; it is read when it has stayed the same for as long. */
    private static final Duration LOOK_EVERY = Duration.ofSeconds(2);

    private static final Path HOST_NAME = Path.of("/proc/sys/kernel/hostname");

    private final ScheduledExecutorService scheduler;
    private final List<Future<?>> watching = new ArrayList<>();
    private final Decider decider;

    /**
     * Reads the lists and puts the checks together.
     *
     * @param config the configuration
     * @param ledger the greylist's memory
     * @param scheduler whose thread looks at the list files
     * @param nanos a steady clock in nanoseconds
     * @param meters counts passes
     * @param listeners hear of every decision, in this order
     * @throws RefusedException when a file that the configuration names cannot be used; nothing is left running then
     */
    Ruleset(
            DoorwardConfig config,
            GreylistLedger ledger,
            ScheduledExecutorService scheduler,
            LongSupplier nanos,
            Meters meters,
            List<DecisionListener> listeners)
            throws RefusedException {
        this.scheduler = scheduler;
        try {
            GreylistConfig greylist = config.greylist();
            AccessFiles access = new AccessFiles(config.access());
            List<Check> checks = List.of(
                    new ExemptCheck(config.exempt()),
                    new AccessListCheck(
                            watch(access.files(), access::read), config.access().denyText()),
                    new GreylistCheck(
                            greylist,
                            ledger,
                            domains(greylist),
                            RecipientPatterns.of(greylist.optIn()),
                            watch(
                                    greylist.optOutFiles(),
                                    () -> RecipientPatterns.read(greylist.optOut(), greylist.optOutFiles())),
                            hostName(),
                            meters::greylistPassed));
            this.decider = new Pipeline(
                    checks,
                    new Judge(config.decision().rejectAt(), config.decision().rejectText()),
                    new Pipeline.Rules(
                            config.decision().deadline(),
                            config.mode() == DoorwardConfig.Mode.OBSERVE,
                            config.decision().observe()),
                    nanos,
                    toAll(listeners));
        } catch (RefusedException e) {
            close();
            throw e;
        }
    }

    /** How long the store has to keep what these rules ask for. */
    static Ages ages(GreylistConfig greylist) {
        Duration window = greylist.retryWindow().compareTo(greylist.nullSenderWindow()) > 0
                ? greylist.retryWindow()
                : greylist.nullSenderWindow();
        return new Ages(window, greylist.passedAge());
    }

    /** Decides by these rules. */
    Decider decider() {
        return decider;
    }

    private <T> Supplier<T> watch(List<Path> files, Supplier<ListReading<T>> reader) throws RefusedException {
        ListReading<ListFileWatcher<T>> opened = ListFileWatcher.open(files, reader);
        if (opened instanceof ListReading.Bad<ListFileWatcher<T>> bad) {
            throw RefusedException.of(bad.problems());
        }
        ListFileWatcher<T> watcher = ((ListReading.Good<ListFileWatcher<T>>) opened).value();
        if (!files.isEmpty()) {
            watching.add(watcher.start(scheduler, LOOK_EVERY));
        }
        return watcher;
    }

    private static DecisionListener toAll(List<DecisionListener> listeners) {
        return new DecisionListener() {
            @Override
            public void decided(Decision decision) {
                listeners.forEach(listener -> listener.decided(decision));
            }

            @Override
            public void checkFailed(String check, Throwable why) {
                listeners.forEach(listener -> listener.checkFailed(check, why));
            }
        };
    }

    private static OrganisationalDomain domains(GreylistConfig greylist) throws RefusedException {
        if (greylist.publicSuffixList().isEmpty()) {
            return OrganisationalDomain.bundled();
        }
        Path file = greylist.publicSuffixList().get();
        try {
            return OrganisationalDomain.load(file);
        } catch (IOException e) {
            throw new RefusedException(List.of("greylist.public_suffix_list: " + file + " cannot be read: " + e
                    + ". Name a readable file in the format of publicsuffix.org, or leave the key out."));
        }
    }

    /** The kernel's word for this host; a look-up in the DNS could stall the start. */
    private static String hostName() {
        try {
            return Files.readString(HOST_NAME).strip();
        } catch (IOException e) {
            return "localhost";
        }
    }

    /** Looks at the list files no more. */
    @Override
    public void close() {
        watching.forEach(task -> task.cancel(false));
    }
}
