package org.doorward.real;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.doorward.Documents;
import org.doorward.dns.FaultyServer;
import org.doorward.dns.FaultyServer.Query;
import org.doorward.dns.FaultyServer.Reply;
import org.doorward.firewall.real.RealParts;
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

        try (TestFolder folder = TestFolder.make("readme");
                FaultyServer world = new FaultyServer(ReadmeRealTest::world)) {
            DoorwardSetup setup = DoorwardSetup.in(folder.path())
                    .set("dns.servers=" + NoDns.at(world))
                    .set("dnsbl.defaults=true");
            try (DoorwardProcess server = DoorwardProcess.start(setup)) {
                Waiting.until(
                        "the lists to prove themselves",
                        () -> server.health()
                                .filter(answer -> answer.body().contains("\"lists_not_asked\":[]"))
                                .isPresent());
                Result result = ChildProcess.run(asked(setup, command.substring((LAUNCHER + " ask ").length())));

                assertThat(result.status()).as(result.toString()).isZero();
                assertThat(withoutDuration(result.out())).isEqualTo(withoutDuration(sample));
                server.stop();
            }
        }
    }

    /** What the real DNS says of all that the README's question is about: example.org neither takes nor sends mail. */
    private static Reply world(Query query) {
        if (query.name().startsWith("2.0.0.127.") || query.name().startsWith("2.0.0.0.0.0.f.7.")) {
            return query.type() == FaultyServer.A ? Reply.a(300, "127.0.0.2") : Reply.empty();
        }
        if (query.name().equals("example.org")) {
            return switch (query.type()) {
                case FaultyServer.MX -> Reply.empty().mx(300, 0, "");
                case FaultyServer.TXT -> Reply.empty().txt(300, "v=spf1 -all");
                default -> Reply.empty().soa(300, 300);
            };
        }
        return Reply.nothing();
    }

    /** Word for word and with all its defaults, in a network of its own in which there is nobody to ask. */
    @Test
    void theCommandsWorkWithoutAnyNameServer() throws IOException {
        RealParts.requireRoot();
        RealParts.require("unshare of Debian's package util-linux", Path.of("/usr/bin/unshare"));
        RealParts.require("ip of Debian's package iproute2", Path.of("/usr/sbin/ip"));
        Distribution.built();
        try (TestFolder folder = TestFolder.make("readme")) {
            Path script = Files.writeString(folder.path().resolve("readme.sh"), """
                    set -eu
                    /usr/sbin/ip link set lo up
                    cd %s
                    %s serve >"$STATE_DIRECTORY.log" 2>&1 &
                    server=$!
                    trap 'kill $server; wait $server || true' EXIT
                    until grep -q "Ready in" "$STATE_DIRECTORY.log"; do kill -0 $server; sleep 0.1; done
                    %s
                    """.formatted(
                            Documents.root(),
                            LAUNCHER,
                            Documents.blocksAfter(README, "ask command").get(0)));
            ProcessBuilder builder = new ProcessBuilder("/usr/bin/unshare", "-n", "sh", script.toString());
            // Root's state would else be that of an installed service.
            builder.environment().keySet().removeIf(variable -> variable.startsWith("DOORWARD_"));
            builder.environment()
                    .put("STATE_DIRECTORY", folder.path().resolve("state").toString());

            try (ChildProcess child = ChildProcess.start(builder)) {
                int status = child.awaitExit(Duration.ofMinutes(2));

                assertThat(status).as(child.err()).isZero();
                assertThat(child.out().lines().toList())
                        .startsWith("action=DEFER_IF_PERMIT 4.7.1 Greylisted, please try again in 180 seconds")
                        .anySatisfy(line -> assertThat(line).matches("dnsbl +unknown .*"))
                        .anySatisfy(line -> assertThat(line).matches("sender +unknown .*"))
                        .anySatisfy(line -> assertThat(line).matches("spf +unknown .*"));
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
