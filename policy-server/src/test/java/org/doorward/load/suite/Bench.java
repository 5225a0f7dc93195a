package org.doorward.load.suite;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where the parts measure.
 *
 * @param distribution the built distribution
 * @param folder a temporary folder, for states, logs and the class archive
 * @param quick whether short runs suffice, to see that all works
 */
record Bench(Path distribution, Path folder, boolean quick) {

    /** Known triplets: more than any processor cache holds, fewer than the server's own cache does. */
    static final int KNOWN = 10_000;

    /** The least that the configuration allows, so that triplets pass soon. */
    static final String SHORT_DELAY = "greylist.delay=1s";

    /** The bare responder. */
    Contestant bare() throws IOException, InterruptedException {
        return Contestant.bare(folder.resolve("bare.log"));
    }

    /** A server with this state, on the Java that this runs on. */
    Contestant doorward(String state, List<String> settings) throws IOException, InterruptedException {
        return doorward(state, Path.of(System.getProperty("java.home")), settings);
    }

    /** A server with this state, on this Java. */
    Contestant doorward(String state, Path javaHome, List<String> settings) throws IOException, InterruptedException {
        return Contestant.doorward(distribution, javaHome, state(state), log(state), settings);
    }

    /** A state directory. */
    Path state(String name) {
        return folder.resolve(name);
    }

    /** Where the server with that state writes. */
    Path log(String state) {
        return folder.resolve(state + ".log");
    }

    /** The size of all files below a folder, in bytes. Files that go away meanwhile count for nothing. */
    static long bytes(Path below) throws IOException {
        try (Stream<Path> files = Files.walk(below)) {
            return files.mapToLong(Bench::size).sum();
        } catch (UncheckedIOException vanished) {
            return 0;
        }
    }

    private static long size(Path file) {
        try {
            return Files.isRegularFile(file) ? Files.size(file) : 0;
        } catch (IOException vanished) {
            return 0;
        }
    }

    /** The middle one of some values; the mean of the two in the middle of an even number. */
    static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted(Comparator.naturalOrder()).toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }
}
