package org.doorward.real;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.doorward.firewall.real.RealParts;
import org.doorward.real.ChildProcess.Result;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The commands beside {@code serve}, and the launcher that starts them all. */
@Tag("real")
class CommandsRealTest {

    private TestFolder folder;
    private DoorwardSetup setup;

    @BeforeEach
    void prepare() throws IOException {
        folder = TestFolder.make("commands");
        setup = DoorwardSetup.in(folder.path());
    }

    @AfterEach
    void cleanUp() throws IOException {
        folder.close();
    }

    @Test
    void askPrintsWhatPostfixWouldGetAndExplainsIt() throws IOException {
        try (DoorwardProcess server = DoorwardProcess.start(setup)) {
            Result plain =
                    server.run("ask", "client=198.51.100.7", "sender=a@sender.example", "recipient=b@test.invalid");
            assertThat(plain.status()).as(plain.toString()).isZero();
            assertThat(plain.out())
                    .isEqualTo("action=DEFER_IF_PERMIT 4.7.1 Greylisted, please try again in 180 seconds\n");

            Result explained = server.run(
                    "ask",
                    "client_address=198.51.100.7",
                    "sender=c@sender.example",
                    "recipient=b@test.invalid",
                    "--explain");
            assertThat(explained.out())
                    .startsWith("action=DEFER_IF_PERMIT")
                    .containsPattern("(?m)^exempt +.*nothing")
                    .containsPattern("(?m)^access +.*nothing")
                    .containsPattern("(?m)^greylist +.*greylisted +.*first attempt");
        }
    }

    @Test
    void askWithoutAServerSaysSo() throws IOException {
        Result result = ChildProcess.run(setup.command("ask", "client=198.51.100.7"));

        assertThat(result.status()).isNotZero();
        assertThat(result.err()).contains("doorward serve").doesNotContain("\tat ");
    }

    @Test
    void checkConfigMarksDefaultsAndNamesThePlaceOfTheRest() throws IOException {
        Files.writeString(setup.configuration(), "\n[greylist]\ndelay = \"5m\"\n");

        Result result = ChildProcess.run(setup.command("check-config"));

        assertThat(result.status()).as(result.toString()).isZero();
        assertThat(result.out())
                .containsPattern("(?m)^delay = \"5m\" +# " + setup.configuration() + ":3:1")
                .containsPattern("(?m)^retry_window = \"24h\" +# default");
    }

    @Test
    void checkConfigListsAllProblems() throws IOException {
        Files.writeString(setup.configuration(), "mode = \"enforced\"\n[greylist]\ndealy = \"5m\"\n");

        Result result = ChildProcess.run(setup.command("check-config"));

        assertThat(result.status()).isNotZero();
        assertThat(result.out() + result.err()).contains(":1:1: mode: ").contains(":3:1: greylist.dealy: unknown key");
    }

    @Test
    void versionNamesDoorwardAndJava() throws IOException {
        Result result = run(List.of(launcher(), "version"), folder.path());

        assertThat(result.status()).as(result.toString()).isZero();
        assertThat(result.out()).startsWith("doorward 0.").containsPattern("(?m)^java \\d+");
    }

    @Test
    void eachCommandHasHelpWithExamples() throws IOException {
        for (List<String> command : List.of(
                List.of("--help"),
                List.of("serve", "--help"),
                List.of("ask", "--help"),
                List.of("check-config", "--help"),
                List.of("version", "--help"))) {
            List<String> words = new java.util.ArrayList<>(List.of(launcher()));
            words.addAll(command);
            Result result = run(words, folder.path());

            assertThat(result.status()).as(command.toString()).isZero();
            assertThat(result.out())
                    .as(command.toString())
                    .containsPattern("Examples?:")
                    .contains("  doorward ");
        }
    }

    @Test
    void theLauncherIsFoundThroughALinkFromAnywhere() throws IOException {
        Path link = Files.createSymbolicLink(folder.path().resolve("a link"), Path.of(launcher()));

        assertThat(run(List.of(link.toString(), "version"), Path.of("/")).status())
                .isZero();
        assertThat(run(List.of("./a link", "version"), folder.path()).status()).isZero();
    }

    @Test
    void aJavaThatIsTooOldIsPassedOver() throws IOException {
        Path old = Files.createDirectories(folder.path().resolve("jdk-11/bin")).getParent();
        Files.writeString(old.resolve("release"), "JAVA_VERSION=\"11.0.2\"\n");
        Path java = Files.writeString(old.resolve("bin/java"), "#!/bin/sh\nexit 1\n");
        assertThat(java.toFile().setExecutable(true)).isTrue();
        ProcessBuilder builder = new ProcessBuilder(launcher(), "version");
        builder.environment().put("JAVA_HOME", old.toString());

        assertThat(ChildProcess.run(builder).status()).isZero();
    }

    @Test
    void withoutAnyJavaTheLauncherNamesTheRemedy() throws IOException {
        RealParts.requireRoot();
        RealParts.require("unshare", Path.of("/usr/bin/unshare"));
        ProcessBuilder builder = new ProcessBuilder(
                "unshare",
                "--mount",
                "sh",
                "-c",
                "mount -t tmpfs none /usr/lib/jvm && exec \"$0\" version",
                launcher());
        builder.environment().remove("JAVA_HOME");
        builder.environment().put("PATH", "/usr/sbin:/usr/bin:/sbin:/bin");

        Result result = ChildProcess.run(builder);

        assertThat(result.status()).isEqualTo(1);
        assertThat(result.err()).contains("no Java 17 or newer").contains("apt install openjdk-17-jre-headless");
    }

    private static String launcher() {
        return Distribution.built().launcher().toString();
    }

    private static Result run(List<String> command, Path directory) throws IOException {
        return ChildProcess.run(new ProcessBuilder(command).directory(directory.toFile()));
    }
}
