package org.doorward.real;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The lines of main.cf that the README tells the operator to write, taken from there: what it advises is what is tested. */
final class MainCf {

    private static final String MARK = "<!-- main.cf -->";
    private static final String FENCE = "```";
    private static final String ADVISED_SERVICE = "inet:127.0.0.1:60000";

    private MainCf() {}

    /** The README's lines with another address for the policy server, in Postfix's notation. */
    static List<String> advised(String service) throws IOException {
        Path readme = Path.of(System.getProperty("basedir", ".")).resolve("../README.md");
        List<String> lines = fencedAfterMark(Files.readAllLines(readme));
        if (lines.stream().noneMatch(line -> line.contains(ADVISED_SERVICE))) {
            throw new AssertionError("README.md has no main.cf lines for " + ADVISED_SERVICE + " after " + MARK);
        }
        return lines.stream()
                .map(line -> line.replace(ADVISED_SERVICE, service))
                .toList();
    }

    private static List<String> fencedAfterMark(List<String> lines) {
        return lines.stream()
                .dropWhile(line -> !line.strip().equals(MARK))
                .dropWhile(line -> !line.startsWith(FENCE))
                .skip(1)
                .takeWhile(line -> !line.startsWith(FENCE))
                .toList();
    }
}
