package org.doorward.config.load;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Chooses the state directory: the configured one, else {@code $STATE_DIRECTORY} under systemd, else
 * {@code /var/lib/doorward} where that can be written, else {@code ./doorward-state}. It creates nothing.
 */
public final class StateDirectory {

    /** Why a directory was chosen, in the order of precedence. */
    public enum Rule {
        /** {@code state_dir} names it. */
        CONFIGURED("state_dir"),
        /** systemd made it, by {@code StateDirectory=} of the unit. */
        SYSTEMD("$STATE_DIRECTORY"),
        /** The usual place can be written. */
        SYSTEM("the usual place, which can be written"),
        /** The usual place cannot be written: somebody tries Doorward out. */
        WORKING_DIRECTORY("the working directory, for the usual place cannot be written");

        private final String text;

        Rule(String text) {
            this.text = text;
        }

        /** The rule, as {@code serve} says it at its start. */
        public String text() {
            return text;
        }
    }

    /**
     * The choice.
     *
     * @param path the directory, absolute; it need not exist
     * @param rule why this one
     * @param passedOver the usual place, when it was passed over for it cannot be written; a server that runs as another
     *     user may well have its state there
     */
    public record Choice(Path path, Rule rule, Optional<Path> passedOver) {

        /** A choice for which nothing was passed over. */
        public Choice(Path path, Rule rule) {
            this(path, rule, Optional.empty());
        }

        /** {@code /var/lib/doorward (the usual place, which can be written)}. */
        @Override
        public String toString() {
            return path + " (" + rule.text() + ")";
        }
    }

    private final Map<String, String> environment;
    private final Path usual;
    private final Path workingDirectory;

    /**
     * A chooser for this surrounding.
     *
     * @param environment the environment's variables
     * @param usual the usual place, {@code /var/lib/doorward}
     * @param workingDirectory what relative paths start from, absolute
     */
    public StateDirectory(Map<String, String> environment, Path usual, Path workingDirectory) {
        this.environment = Map.copyOf(environment);
        this.usual = usual;
        this.workingDirectory = workingDirectory;
    }

    /** Chooses, when the configuration names one or none. */
    public Choice choose(Optional<Path> configured) {
        if (configured.isPresent()) {
            return choice(configured.get(), Rule.CONFIGURED);
        }
        // systemd lists several directories with colons between them; ours is the first.
        String fromSystemd = environment.getOrDefault("STATE_DIRECTORY", "").split(":", 2)[0];
        if (!fromSystemd.isEmpty()) {
            return choice(Path.of(fromSystemd), Rule.SYSTEMD);
        }
        return writable(usual)
                ? choice(usual, Rule.SYSTEM)
                : new Choice(absolute(Path.of("doorward-state")), Rule.WORKING_DIRECTORY, Optional.of(usual));
    }

    private Choice choice(Path path, Rule rule) {
        return new Choice(absolute(path), rule);
    }

    private Path absolute(Path path) {
        return workingDirectory.resolve(path).normalize();
    }

    private static boolean writable(Path directory) {
        if (Files.exists(directory)) {
            return Files.isDirectory(directory) && Files.isWritable(directory);
        }
        Path parent = directory.getParent();
        return parent != null && Files.isDirectory(parent) && Files.isWritable(parent);
    }
}
