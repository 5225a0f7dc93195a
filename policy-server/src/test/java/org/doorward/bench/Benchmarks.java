package org.doorward.bench;

import java.io.IOException;
import org.openjdk.jmh.Main;

/** Runs the benchmarks; takes JMH's own options, such as {@code -h}, or a pattern of names. */
public final class Benchmarks {

    private Benchmarks() {}

    /** Runs. */
    public static void main(String[] arguments) throws IOException {
        Main.main(arguments);
    }
}
