package org.doorward.real;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
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
            DoorwardSetup setup = DoorwardSetup.in(blank).of(unpacked).environment("DOORWARD_TRAINING_SECONDS", "120");

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

    @Test
    void theWorkerWhoMayChangeTheFirewallIsGivenNeitherNetworkCodeNorADatabase() throws IOException {
        try (TestFolder folder = TestFolder.make("class-path")) {
            Path java =
                    Files.createDirectories(folder.path().resolve("java/bin")).resolve("java");
            Files.writeString(folder.path().resolve("java/release"), "JAVA_VERSION=\"17.0.17\"\n");
            Files.writeString(java, "#!/bin/sh\nprintf '%s\\n' \"$@\"\n");
            Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
            String needless = "netty|dnsjava|h2-|HikariCP|postgresql|micrometer|prometheus";
            assertThat(classPath(folder, "firewall", "status")).containsPattern(needless);
            assertThat(classPath(folder, "firewall", "run"))
                    .contains("doorward-firewall-sync-")
                    .doesNotContainPattern(needless);
        }
    }

    private static String classPath(TestFolder folder, String... words) throws IOException {
        List<String> command =
                new ArrayList<>(List.of(Distribution.built().launcher().toString()));
        command.addAll(List.of(words));
        ProcessBuilder launcher =
                new ProcessBuilder(command).directory(folder.path().toFile());
        launcher.environment().put("JAVA_HOME", folder.path().resolve("java").toString());
        launcher.environment().put("DOORWARD_CDS", "off");
        List<String> given = ChildProcess.run(launcher).out().lines().toList();
        return given.get(given.indexOf("-cp") + 1);
    }

    private static List<Path> archives(Distribution unpacked) throws IOException {
        try (Stream<Path> files = Files.list(unpacked.home().resolve("cache"))) {
            return files.filter(file -> file.toString().endsWith(".jsa")).toList();
        }
    }
}
