package org.doorward.cli;

import picocli.CommandLine;

/** What the commands have in common by which the operator looks at the firewall or changes it by his own hand. */
abstract class FirewallDeed extends ConfiguredCommand {

    FirewallDeed(CliEnvironment environment) {
        super(environment);
    }

    @Override
    public final Integer call() throws InterruptedException {
        try (FirewallHand hand = new FirewallHand(options, environment, spec)) {
            return by(hand);
        }
    }

    /**
     * Does it.
     *
     * @return the exit status
     */
    abstract int by(FirewallHand hand) throws InterruptedException;

    /** The exit status of what went well, with a last word. */
    static int well(FirewallHand hand, String word) {
        hand.out().println(word);
        return CommandLine.ExitCode.OK;
    }
}
