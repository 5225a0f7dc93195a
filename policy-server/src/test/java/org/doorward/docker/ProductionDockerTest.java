package org.doorward.docker;

import static org.doorward.docker.ProductionPage.SENDER;
import static org.doorward.docker.ProductionPage.block;
import static org.doorward.docker.ProductionPage.isAsked;
import static org.doorward.docker.ProductionPage.unknownUsers;
import static org.doorward.docker.ProductionPage.withPlaces;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.doorward.Documents;
import org.doorward.real.TestFolder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The lines of docs/docker-production.md for a Postfix on the host. */
@Tag("docker")
@ExtendWith(WithComposed.class)
class ProductionDockerTest {

    private final Composed composed;
    private TestFolder folder;

    ProductionDockerTest(Composed composed) {
        this.composed = composed;
    }

    @BeforeEach
    void makeFolder() throws IOException {
        folder = TestFolder.make("production");
    }

    @AfterEach
    void removeFolder() throws IOException {
        folder.close();
    }

    @Test
    void beside_a_postfix_on_the_host_whose_smtpd_is_in_a_chroot() throws IOException {
        Path socket = Files.createDirectory(folder.path().resolve("socket"));
        Path log = Files.createDirectory(folder.path().resolve("log"));
        Path settings = Files.createDirectory(folder.path().resolve("conf.d"));
        Files.writeString(settings.resolve("page.toml"), block("settings beside the host's Postfix"));
        Files.writeString(settings.resolve("quiet.toml"), ProductionPage.QUIET);
        OtherPostfix host = OtherPostfix.start(
                composed, Composed.container("host"), socket + ":/var/spool/postfix/doorward", log + ":/var/log");
        try {
            host.shell(block("folder of the socket"));
            // As Debian's rsyslog makes it.
            host.shell("install -m 640 -g adm /dev/null /var/log/mail.log");
            host.shell("postconf maillog_file=/var/log/mail.log; postconf -F smtp/inet/chroot=y\n"
                    + "cat >>/etc/postfix/main.cf <<'END'\n" + ofReadme("unix:doorward/doorward") + "END\n");
            Docker docker = new Docker(folder.path(), Map.of("COMPOSE_PROJECT_NAME", Composed.container("beside")));
            Files.writeString(
                    folder.path().resolve("compose.yaml"),
                    withPlaces(
                            block("services beside the host's Postfix"),
                            Map.of(
                                    "image: doorward:0.1.0", "image: " + Composed.image("doorward"),
                                    "- /etc/doorward/conf.d:", "- " + settings + ":",
                                    "- /var/spool/postfix/doorward:", "- " + socket + ":",
                                    "- /var/log:", "- " + log + ":")));
            Files.writeString(
                    folder.path().resolve("compose.override.yaml"), "services: { doorward: { network_mode: none } }\n");
            try {
                docker.must("docker", "compose", "up", "--detach", "--wait");
                host.shell("postfix start");
                host.await();

                isAsked(host, "198.51.100.7");
                // The log is read, and its times are understood: ten within the hour are a ban.
                host.send("198.51.100.8", SENDER, unknownUsers());
                Docker.await(
                        "a ban for what the log told",
                        () -> docker.must(
                                        "docker",
                                        "compose",
                                        "exec",
                                        "-T",
                                        "doorward",
                                        "doorward",
                                        "why",
                                        "198.51.100.8")
                                .contains("unknown_user"));
            } finally {
                docker.run("docker", "compose", "down", "--volumes", "--timeout", "5");
            }
        } finally {
            host.remove();
        }
    }

    private static String ofReadme(String place) {
        String lines =
                Documents.blocksAfter(Documents.text("README.md"), "main.cf").get(0);
        return withPlaces(lines, Map.of("inet:127.0.0.1:60000", place));
    }
}
