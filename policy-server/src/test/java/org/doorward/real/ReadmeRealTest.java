package org.doorward.real;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.doorward.Documents;
import org.doorward.real.ChildProcess.Result;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The README's first commands, and what it says that they print. */
@Tag("real")
class ReadmeRealTest {

    private static final String README = Documents.text("README.md");
    private static final String LAUNCHER = "policy-server/target/doorward/bin/doorward";
    private static final Pattern DURATION = Pattern.compile("decided in (\\S+) ms");

    @Test
    void theRunCommandNamesWhatTheBuildLeaves() throws IOException {
        Distribution built = Distribution.built();
        String command = Documents.blocksAfter(README, "run command").get(0).strip();

        assertThat(command).isEqualTo("./mvnw -q -DskipTests package && " + LAUNCHER + " serve");
        assertThat(Documents.root().resolve("mvnw")).isExecutable();
        assertThat(Documents.root().resolve(LAUNCHER)).isExecutable();
        assertThat(Files.isSameFile(Documents.root().resolve(LAUNCHER), built.launcher()))
                .isTrue();
    }

    @Test
    void theAskCommandPrintsWhatStandsBelowIt() throws IOException {
        List<String> blocks = Documents.blocksAfter(README, "ask command");
        String command = blocks.get(0).strip();
        String sample = blocks.get(1);
        assertThat(command).startsWith(LAUNCHER + " ask ");

        try (TestFolder folder = TestFolder.make("readme")) {
            DoorwardSetup setup = DoorwardSetup.in(folder.path());
            try (DoorwardProcess server = DoorwardProcess.start(setup)) {
                Result result = ChildProcess.run(asked(setup, command.substring((LAUNCHER + " ask ").length())));

                assertThat(result.status()).as(result.toString()).isZero();
                assertThat(withoutDuration(result.out())).isEqualTo(withoutDuration(sample));
                server.stop();
            }
        }
    }

    @Test
    void theDurationThatIsShownIsOneThatCanBePrinted() {
        Matcher shown = DURATION.matcher(README);

        assertThat(shown.find()).isTrue();
        assertThat(shown.group(1)).isEqualTo(Double.toString(Double.parseDouble(shown.group(1))));
    }

    /** The README's words as a shell takes them, behind the options by which they find this server. */
    private static ProcessBuilder asked(DoorwardSetup setup, String words) throws IOException {
        ProcessBuilder builder = setup.command("ask");
        Path script = Files.writeString(setup.folder().resolve("ask.sh"), "exec \"$@\" " + words + "\n");
        List<String> command = new ArrayList<>(List.of("sh", script.toString()));
        command.addAll(builder.command());
        return builder.command(command);
    }

    private static String withoutDuration(String text) {
        return DURATION.matcher(text).replaceAll("decided in … ms");
    }
}
