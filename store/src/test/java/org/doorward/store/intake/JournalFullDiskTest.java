package org.doorward.store.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A disk that is full, by the kernel's limit on a file's size: the write stops halfway, and then fails. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "needs ulimit and prlimit")
class JournalFullDiskTest {

    @TempDir
    Path directory;

    @Test
    void anAppendThatFailsLeavesTheFileAsItWasAndWhenThereIsRoomItGoesOn() throws Exception {
        String java = ProcessHandle.current().info().command().orElseThrow();
        Process child = new ProcessBuilder(List.of(
                        "bash",
                        "-c",
                        "ulimit -S -f 300 && exec \"$@\"",
                        "bash",
                        java,
                        "-XX:-UsePerfData",
                        "-cp",
                        System.getProperty("java.class.path"),
                        FullDiskChild.class.getName(),
                        directory.toString()))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader out = child.inputReader(StandardCharsets.US_ASCII)) {
            assertThat(out.readLine()).isEqualTo("full");
            Process room = new ProcessBuilder("prlimit", "--pid", String.valueOf(child.pid()), "--fsize=unlimited")
                    .inheritIO()
                    .start();
            assertThat(room.waitFor()).isZero();
            child.outputWriter().append("go on\n").flush();
            assertThat(out.readLine()).isEqualTo("well");
            assertThat(child.waitFor(20, TimeUnit.SECONDS)).isTrue();
            assertThat(child.exitValue()).isZero();
        } finally {
            child.destroyForcibly();
        }
    }
}
