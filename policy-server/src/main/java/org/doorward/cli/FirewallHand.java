package org.doorward.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.doorward.config.load.LoadResult;
import org.doorward.firewall.Firewall;
import org.doorward.firewall.FirewallException;
import org.doorward.firewall.report.OperatorsWord;
import org.doorward.worker.Backends;
import org.doorward.worker.Rehearsal;
import org.doorward.worker.WorkerPlaces;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** The operator's hand at the firewall, for the commands that change it. Whatever fails becomes a message with a remedy. */
final class FirewallHand implements AutoCloseable {

    /** The worker looks for words each second, and may be busy with a rebuild. */
    private static final Duration WORKER_LISTENS = Duration.ofSeconds(10);

    private static final long LOOK_MILLIS = 50;

    private final LoadResult.Loaded loaded;
    private final CliEnvironment environment;
    private final PrintWriter out;
    private final PrintWriter notes;
    private final Firewall firewall;
    private final WorkerPlaces places;
    private final Path stateDir;

    FirewallHand(ConfigOptions options, CliEnvironment environment, CommandSpec spec) {
        this.loaded = options.loadValid(environment.loader());
        this.environment = environment;
        this.out = spec.commandLine().getOut();
        this.notes = spec.commandLine().getErr();
        this.firewall = Backends.of(loaded.config());
        this.places = FirewallPlaces.of(loaded, environment);
        this.stateDir = places.stateDir();
    }

    /** Something that is done to the firewall. */
    @FunctionalInterface
    interface Deed {
        void done(Firewall firewall) throws FirewallException;
    }

    Firewall firewall() {
        return firewall;
    }

    PrintWriter out() {
        return out;
    }

    void does(Deed deed) {
        try {
            deed.done(firewall);
        } catch (FirewallException e) {
            String remedy = e.kind() == FirewallException.Kind.FORBIDDEN ? " Run this as root." : "";
            throw new CommandFailed(e.getMessage() + "." + remedy);
        }
    }

    /** Has the worker leave the firewall alone. */
    void hold(String why) {
        tell(() -> OperatorsWord.hold(stateDir).give(why));
    }

    /** Ends that, if it was so. */
    void release() {
        tell(() -> OperatorsWord.hold(stateDir).takeBack());
    }

    /** Has the worker leave the firewall alone for a time in which this process tries something; it may be killed meanwhile. */
    void beginTrial(Duration longest) {
        Instant until = now().plus(longest);
        tell(() -> OperatorsWord.trial(stateDir).give("doorward firewall apply waits to be confirmed", until));
    }

    /** Ends that. */
    void endTrial() {
        tell(() -> OperatorsWord.trial(stateDir).takeBack());
    }

    /** Has the worker, if one runs, begin anew with the configuration as it is now. */
    void beginAnew() {
        tell(() -> OperatorsWord.beginAnew(stateDir).give("as the operator wants it"));
    }

    /** Waits until it is about to, for a bounded time, for perhaps none runs. */
    void awaitBegin() throws InterruptedException {
        long began = environment.nanoTime().getAsLong();
        CountDownLatch nobodyCounts = new CountDownLatch(1);
        while (OperatorsWord.beginAnew(stateDir).holds(now())
                && environment.nanoTime().getAsLong() - began < WORKER_LISTENS.toNanos()) {
            boolean unused = nobodyCounts.await(LOOK_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    /** Has the worker push what it holds back. */
    void letIn() {
        tell(() -> OperatorsWord.letIn(stateDir).give("doorward firewall let-in"));
    }

    /** A word to the worker. */
    @FunctionalInterface
    private interface Telling {
        void done() throws IOException;
    }

    private void tell(Telling word) {
        try {
            word.done();
        } catch (IOException | UncheckedIOException e) {
            throw new CommandFailed("The worker cannot be told: " + e + ". Run this as root; is " + stateDir
                    + " the worker's state directory?");
        }
    }

    Instant now() {
        return environment.clock().instant();
    }

    /** Shows a text that has its own ends of lines. Returns the exit status of what went well. */
    int shown(String text) {
        out.print(text);
        out.flush();
        return CommandLine.ExitCode.OK;
    }

    /** What the worker would push now; what there is to note of it goes to the errors. */
    Rehearsal rehearsal() throws InterruptedException {
        Rehearsal rehearsal = Rehearsal.of(loaded.config(), places, environment.clock(), environment.nanoTime());
        rehearsal.notes().forEach(notes::println);
        return rehearsal;
    }

    @Override
    public void close() {
        firewall.close();
    }
}
