package org.doorward.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
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

    private final LoadResult.Loaded loaded;
    private final CliEnvironment environment;
    private final PrintWriter out;
    private final PrintWriter notes;
    private final Firewall firewall;
    private final WorkerPlaces places;
    private final OperatorsWord hold;

    FirewallHand(ConfigOptions options, CliEnvironment environment, CommandSpec spec) {
        this.loaded = options.loadValid(environment.loader());
        this.environment = environment;
        this.out = spec.commandLine().getOut();
        this.notes = spec.commandLine().getErr();
        this.firewall = Backends.of(loaded.config());
        this.places = FirewallPlaces.of(loaded, environment);
        this.hold = OperatorsWord.hold(places.stateDir());
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
        try {
            hold.give(why);
        } catch (IOException e) {
            throw new CommandFailed("The worker cannot be told to leave the firewall alone: " + e
                    + ". Run this as root; is " + places.stateDir() + " the worker's state directory?");
        }
    }

    /** Has the worker begin anew where it had given up. */
    void beginAnew() {
        try {
            OperatorsWord.beginAnew(places.stateDir()).give("doorward firewall on");
        } catch (IOException e) {
            throw new CommandFailed("The worker cannot be told: " + e + ". Run this as root.");
        }
    }

    /** Has the worker push what it holds back. */
    void letIn() {
        try {
            OperatorsWord.letIn(places.stateDir()).give("doorward firewall let-in");
        } catch (IOException e) {
            throw new CommandFailed("The worker cannot be told: " + e + ". Run this as root.");
        }
    }

    /** Ends that. Returns whether it was so. */
    boolean release() {
        try {
            return hold.takeBack();
        } catch (UncheckedIOException e) {
            throw new CommandFailed("The worker cannot be told to go on: " + e + ". Run this as root.");
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
