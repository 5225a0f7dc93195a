package org.doorward.real;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.doorward.Documents;
import org.doorward.firewall.real.RealParts;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What docs/operations.md has the operator do, with the distribution and a Postfix. */
@Tag("real")
class OperationsRealTest {

    private static final String DOCUMENT = Documents.text("docs/operations.md");
    private static final String UNIT = "systemd/doorward.service";

    @Test
    void everyFileOfTheProgramThatIsNamedIsInTheDistribution() {
        Path home = Distribution.built().home();
        Set<String> named = new TreeSet<>();
        Pattern.compile("/opt/doorward(?:\\.new)?/([\\w./-]+)")
                .matcher(DOCUMENT + Documents.text(home.resolve(UNIT)))
                .results()
                .forEach(match -> named.add(match.group(1)));

        assertThat(named).contains("bin/doorward", UNIT);
        assertThat(named).allSatisfy(file -> assertThat(home.resolve(file)).exists());
    }

    @Test
    void systemdFindsNothingWrongWithTheUnit() throws IOException {
        RealParts.require("systemd-analyze of Debian's package systemd", Path.of("/usr/bin/systemd-analyze"));
        Distribution built = Distribution.built();
        try (TestFolder folder = TestFolder.make("unit")) {
            // The program is not installed here; that it is where the unit looks for it, another test sees to.
            String unit = Documents.text(built.home().resolve(UNIT));
            assertThat(unit).contains("ExecStart=/opt/doorward/");
            Path file = Files.writeString(
                    folder.path().resolve("doorward.service"),
                    unit.replace("ExecStart=/opt/doorward/", "ExecStart=" + built.home() + "/"));

            ChildProcess.Result result = ChildProcess.run(new ProcessBuilder(
                    "systemd-analyze", "verify", "--man=no", "--recursive-errors=no", file.toString()));

            assertThat(result.err() + result.out()).isEmpty();
            assertThat(result.status()).isZero();
        }
    }

    /** The log line of Postfix that is shown, with this test's addresses. */
    private static String shownDeferral() {
        Matcher shown =
                Pattern.compile(": (450 4\\.7\\.1 <bob@example\\.net>: [^;]+);").matcher(DOCUMENT);
        assertThat(shown.find()).isTrue();
        assertThat(Documents.text("README.md")).contains("\n" + shown.group(1) + "\n");
        return shown.group(1).replace("bob@example.net", "user@test.invalid");
    }

    /** With {@code nobody} for the service's user, whom not every machine has. */
    @Test
    void aSocketInADirectoryOfItsOwnServesPostfixThoughDoorwardIsNotInItsGroup() throws IOException {
        RealParts.requireRoot();
        RealParts.require("setpriv", Path.of("/usr/bin/setpriv"));
        assertThat(DOCUMENT).contains("install -d -o doorward -g postfix -m 2750 /var/spool/postfix/doorward\n");
        try (TestFolder folder = TestFolder.make("socket");
                PostfixInstance postfix = PostfixInstance.start(MainCf.advised("unix:doorward/policy"))) {
            Path directory = postfix.queueDirectory().resolve("doorward");
            ChildProcess.runWell("install", "-d", "-o", "nobody", "-g", "postfix", "-m", "2750", directory.toString());
            Distribution copy = Distribution.built().copyTo(folder.path().resolve("program"));
            DoorwardSetup setup = DoorwardSetup.in(folder.path())
                    .of(copy)
                    .set("listen=unix:" + directory.resolve("policy"))
                    .wrapped("setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups");
            ChildProcess.runWell(
                    "install",
                    "-d",
                    "-o",
                    "nobody",
                    "-m",
                    "0750",
                    setup.stateDirectory().toString());

            try (DoorwardProcess server = DoorwardProcess.start(setup)) {
                int code = MailClient.at("198.51.100.5")
                        .send(postfix, "socket@sender.example", "user@test.invalid")
                        .recipient()
                        .code();

                assertThat(code).isEqualTo(450);
                String refusal = ": " + shownDeferral() + "; from=<socket@sender.example>";
                Waiting.until(refusal, () -> postfix.log().contains(refusal));
                server.awaitLog("reason=greylisted");
                assertThat(group(directory.resolve("policy"))).isEqualTo("postfix");
                assertThat(server.stop()).isLessThan(Duration.ofSeconds(10));
            }
        }
    }

    private static String group(Path file) throws IOException {
        return Files.readAttributes(file, PosixFileAttributes.class).group().getName();
    }
}
