package org.doorward.real;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.stream.Stream;
import org.doorward.firewall.real.RealParts;

/**
 * The folder that an operator unpacks.
 *
 * @param home the folder, with {@code bin} and {@code lib} in it
 */
public record Distribution(Path home) {

    /** The one that this build has made; the test does not run without. */
    public static Distribution built() {
        Path home = Path.of(System.getProperty("doorward.distribution", "target/doorward"))
                .toAbsolutePath();
        Distribution built = new Distribution(home);
        RealParts.require("the built distribution", built.launcher());
        return built;
    }

    /** {@code bin/doorward}. */
    public Path launcher() {
        return home.resolve("bin").resolve("doorward");
    }

    /** Copies what was delivered, without what a start may have added. */
    public Distribution copyTo(Path folder) throws IOException {
        copy(home, folder);
        try (Stream<Path> parts = Files.list(home)) {
            parts.filter(part -> !part.equals(home.resolve("cache"))).forEach(part -> copyTree(part, folder));
        }
        return new Distribution(folder);
    }

    private void copyTree(Path part, Path folder) {
        try (Stream<Path> files = Files.walk(part)) {
            files.forEach(file -> copy(file, folder));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void copy(Path file, Path folder) {
        try {
            Files.copy(file, folder.resolve(home.relativize(file)), StandardCopyOption.COPY_ATTRIBUTES);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
