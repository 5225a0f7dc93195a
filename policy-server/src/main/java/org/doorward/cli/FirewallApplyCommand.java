package org.doorward.cli;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Scanner;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.doorward.config.settings.Outcome;
import org.doorward.config.settings.Units;
import org.doorward.worker.Rehearsal;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code doorward firewall apply}. */
@Command(
        name = "apply",
        description = {
            "Makes the firewall as the configuration is now, and makes it as it was unless \"yes\" is typed in time: whoever has cut"
                    + " his own connection cannot type it.",
            "After \"yes\" the worker goes on with that configuration, else with the one that it had."
        })
final class FirewallApplyCommand extends FirewallDeed {

    /** To make all as it was takes a moment. Whoever is killed before he could leaves it to the worker, who then goes on as before. */
    private static final Duration UNDOING = Duration.ofSeconds(15);

    @Option(
            names = "--confirm",
            paramLabel = "DURATION",
            description = "How long to wait for \"yes\", such as 60s or 5m (default: ${DEFAULT-VALUE}).",
            defaultValue = "60s")
    String confirm = "60s";

    FirewallApplyCommand(CliEnvironment environment) {
        super(environment);
    }

    @Override
    int by(FirewallHand hand) throws InterruptedException {
        if (!(Units.duration(confirm) instanceof Outcome.Understood<Duration> patient)) {
            throw new CommandFailed(
                    "--confirm " + confirm + " is no duration; write a number and its unit, such as 60s");
        }
        Duration patience = patient.value();
        Rehearsal rehearsal = hand.rehearsal();
        hand.beginTrial(patience.plus(UNDOING));
        // Also when the terminal goes away: that ends the process by a signal.
        Undo undo = new Undo(hand);
        Thread atExit = new Thread(undo, "doorward-undo");
        Runtime.getRuntime().addShutdownHook(atExit);
        hand.does(firewall -> undo.saved = firewall.save());
        undo.armed = true;
        hand.does(firewall -> firewall.rebuild(rehearsal.wanted(), hand.now()));
        hand.out()
                .println("Applied with " + rehearsal.wanted().bans().size() + " bans. Type yes within "
                        + patience.toSeconds() + " s, or all is made as it was.");
        hand.out().flush();
        boolean confirmed = saysYes(patience);
        undo.armed &= !confirmed;
        if (confirmed) {
            hand.beginAnew();
            hand.awaitBegin();
            hand.release();
        }
        undo.run();
        Runtime.getRuntime().removeShutdownHook(atExit);
        hand.out()
                .println(
                        confirmed
                                ? "Confirmed. The worker goes on with this configuration."
                                : "Not confirmed: all is as it was.");
        return confirmed ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
    }

    private static boolean saysYes(Duration patience) throws InterruptedException {
        CompletableFuture<String> line = new CompletableFuture<>();
        Thread reader = new Thread(
                () -> {
                    Scanner in = new Scanner(System.in, StandardCharsets.UTF_8);
                    line.complete(in.hasNextLine() ? in.nextLine() : "");
                },
                "doorward-confirm");
        reader.setDaemon(true);
        reader.start();
        try {
            return line.get(patience.toMillis(), TimeUnit.MILLISECONDS).strip().equalsIgnoreCase("yes");
        } catch (ExecutionException | TimeoutException e) {
            return false;
        }
    }

    /** Makes all as it was, unless that was confirmed, and has the worker go on. */
    private static final class Undo implements Runnable {

        private final FirewallHand hand;
        private volatile String saved = "";
        private volatile boolean armed;

        Undo(FirewallHand hand) {
            this.hand = hand;
        }

        @Override
        public synchronized void run() {
            if (armed) {
                armed = false;
                hand.does(firewall -> firewall.restore(saved));
            }
            hand.endTrial();
        }
    }
}
