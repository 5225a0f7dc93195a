package org.doorward;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The documents that operators read, and the parts of them that tests hold true. */
public final class Documents {

    private static final Pattern FENCED = Pattern.compile("(?ms)^```(\\w*)\\n(.*?)^```$");

    private Documents() {}

    /** The project's folder. Maven runs tests in the module's. */
    public static Path root() {
        return Path.of(System.getProperty("basedir", "."))
                .toAbsolutePath()
                .resolve("..")
                .normalize();
    }

    /** A document's text, by its path from the project's folder. */
    public static String text(String document) {
        return text(root().resolve(document));
    }

    /** A file's text. */
    public static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** README and everything written under docs. */
    public static List<Path> all() {
        try (Stream<Path> files = Files.walk(root().resolve("docs"))) {
            return Stream.concat(Stream.of(root().resolve("README.md")), files.filter(Documents::isText))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isText(Path file) {
        return file.toString().endsWith(".md");
    }

    /** All fenced blocks of a language, in their order. */
    public static List<String> blocks(String text, String language) {
        List<String> blocks = new ArrayList<>();
        Matcher fenced = FENCED.matcher(text);
        while (fenced.find()) {
            if (fenced.group(1).equals(language)) {
                blocks.add(fenced.group(2));
            }
        }
        return blocks;
    }

    /**
     * The fenced blocks behind {@code <!-- mark -->}.
     *
     * @throws AssertionError when the mark or a block behind it is missing
     */
    public static List<String> blocksAfter(String text, String mark) {
        String behind = behind(text, "<!-- " + mark + " -->");
        List<String> blocks = new ArrayList<>();
        Matcher fenced = FENCED.matcher(behind);
        while (fenced.find()) {
            blocks.add(fenced.group(2));
        }
        if (blocks.isEmpty()) {
            throw new AssertionError("no block behind " + mark);
        }
        return blocks;
    }

    /** The lines of the first table behind a text, without its head. */
    public static List<String> tableAfter(String text, String place) {
        return behind(text, place)
                .lines()
                .dropWhile(line -> !line.startsWith("|"))
                .takeWhile(line -> line.startsWith("|"))
                .skip(2)
                .toList();
    }

    /** What stands in backquotes. */
    public static List<String> quoted(String text) {
        return Pattern.compile("`([^`]+)`")
                .matcher(text)
                .results()
                .map(match -> match.group(1))
                .toList();
    }

    /** A line of a table as its cells. */
    public static List<String> cells(String line) {
        return Stream.of(line.split("\\|", -1)).skip(1).map(String::strip).toList();
    }

    private static String behind(String text, String place) {
        int at = text.indexOf(place);
        if (at < 0) {
            throw new AssertionError("the document has no " + place);
        }
        return text.substring(at + place.length());
    }
}
