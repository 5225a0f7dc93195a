package org.doorward.config.settings;

import java.nio.file.Path;
import java.util.Comparator;

/**
 * Where a value was written. Its text is how messages and the effective configuration name the place. Ordered as problems are
 * shown: files by name, line and column, then the environment, then the command line.
 */
public sealed interface Origin extends Comparable<Origin> {

    /** The order of problems. */
    Comparator<Origin> ORDER = Comparator.comparingInt(Origin::rank)
            .thenComparing(Origin::source)
            .thenComparingInt(Origin::line)
            .thenComparingInt(Origin::column);

    /** What holds the value: a file's path, a variable's name, a key. */
    String source();

    /** The line in a file, from 1; 0 when the whole is meant. */
    default int line() {
        return 0;
    }

    /** The column in that line, from 1; 0 when the whole is meant. */
    default int column() {
        return 0;
    }

    private int rank() {
        if (this instanceof InFile) {
            return 0;
        }
        return this instanceof Environment ? 1 : 2;
    }

    @Override
    default int compareTo(Origin other) {
        return ORDER.compare(this, other);
    }

    /**
     * A configuration file.
     *
     * @param file its path
     * @param line from 1; 0 when the file as a whole is meant
     * @param column from 1; 0 when the file as a whole is meant
     */
    record InFile(Path file, int line, int column) implements Origin {
        @Override
        public String source() {
            return file.toString();
        }

        @Override
        public String toString() {
            String path = Quoted.path(source());
            return line == 0 ? path : path + ":" + line + ":" + column;
        }
    }

    /**
     * An environment variable.
     *
     * @param variable its name
     */
    record Environment(String variable) implements Origin {
        @Override
        public String source() {
            return variable;
        }

        @Override
        public String toString() {
            return "environment variable " + variable;
        }
    }

    /**
     * An override on the command line.
     *
     * @param key the key as it was written
     */
    record CommandLine(String key) implements Origin {
        @Override
        public String source() {
            return key;
        }

        @Override
        public String toString() {
            return "--set " + Quoted.plain(key);
        }
    }

    /** Nowhere: the value is the default. */
    record Default() implements Origin {
        @Override
        public String source() {
            return "default";
        }

        @Override
        public String toString() {
            return "default";
        }
    }
}
