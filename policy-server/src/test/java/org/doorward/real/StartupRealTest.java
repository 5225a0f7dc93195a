package org.doorward.real;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The first start and the second one, in a folder whose name holds a blank. */
@Tag("real")
class StartupRealTest {

    @Test
    void theClassArchiveIsMadeOnceAndUsedFromThenOn() throws IOException {
        try (TestFolder folder = TestFolder.make("start")) {
            Path blank = Files.createDirectory(folder.path().resolve("a folder"));
            Distribution unpacked = Distribution.built().copyTo(blank.resolve("doorward"));
            DoorwardSetup setup = DoorwardSetup.in(blank).of(unpacked);

            try (DoorwardProcess first = DoorwardProcess.start(setup)) {
                first.awaitLog("Ready in");
                assertThat(first.log()).contains("preparing the class archive");
                first.stop();
            }
            List<Path> archives = archives(unpacked);
            assertThat(archives).hasSize(1);
            FileTime made = Files.getLastModifiedTime(archives.get(0));

            try (DoorwardProcess second = DoorwardProcess.start(setup)) {
                second.awaitLog("Ready in");
                assertThat(second.log()).doesNotContain("preparing the class archive");
                assertThat(Files.readString(Path.of("/proc", Long.toString(second.pid()), "maps")))
                        .contains(archives.get(0).toString());
                second.stop();
            }
            assertThat(archives(unpacked)).isEqualTo(archives);
            assertThat(Files.getLastModifiedTime(archives.get(0))).isEqualTo(made);
        }
    }

    private static List<Path> archives(Distribution unpacked) throws IOException {
        try (Stream<Path> files = Files.list(unpacked.home().resolve("cache"))) {
            return files.filter(file -> file.toString().endsWith(".jsa")).toList();
        }
    }
}
