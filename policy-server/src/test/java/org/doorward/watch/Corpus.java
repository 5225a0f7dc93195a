package org.doorward.watch;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * The lines that are kept in {@code src/test/resources/org/doorward/watch/corpus}: in each file {@code address}, {@code vector} and {@code line}
 * with tabs between them, {@code -} twice where the line gives nothing, in the order in which a log has them. Lines that begin with {@code #} explain.
 */
final class Corpus {

    private Corpus() {}

    /**
     * A line of a log and what is expected of it.
     *
     * @param place file and line, for messages
     */
    record Sample(String place, Told expected, String line) {

        /** This and what was told instead. */
        String but(Told told) {
            return place + ": expected " + expected + ", told " + told + ": " + line;
        }
    }

    /** The names of all files. */
    static List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(folder())) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".tsv"))
                    .sorted()
                    .toList();
        }
    }

    /** All lines of a file, in order. */
    static List<Sample> samples(String file) throws IOException {
        List<Sample> samples = new ArrayList<>();
        int number = 0;
        for (String line : Files.readAllLines(folder().resolve(file), StandardCharsets.ISO_8859_1)) {
            number++;
            if (!line.startsWith("#") && !line.isBlank()) {
                String[] fields = line.split("\t", 3);
                if (fields.length != 3) {
                    throw new IllegalStateException(file + ":" + number + ": want address, vector and line");
                }
                samples.add(new Sample(file + ":" + number, new Told(fields[0], fields[1]), fields[2]));
            }
        }
        return samples;
    }

    /** What the parser tells otherwise than it should, with the lines in their order. */
    static List<String> wrong(String file) throws IOException {
        LineParser parser = Told.parser();
        List<String> wrong = new ArrayList<>();
        for (Sample sample : samples(file)) {
            Told told = Told.of(parser.read(sample.line()));
            if (!told.equals(sample.expected())) {
                wrong.add(sample.but(told));
            }
        }
        return wrong;
    }

    private static Path folder() {
        try {
            return Path.of(Objects.requireNonNull(Corpus.class.getResource("corpus"), "no corpus")
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
