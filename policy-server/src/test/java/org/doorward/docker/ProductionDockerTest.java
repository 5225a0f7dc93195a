package org.doorward.docker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.IntStream;
import org.doorward.Documents;
import org.doorward.real.TestFolder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The lines of docs/docker-production.md, by which Doorward is added to a Postfix that is there. */
@Tag("docker")
@ExtendWith(WithComposed.class)
class ProductionDockerTest {

    private static final String PAGE = Documents.text("docs/docker-production.md");
    private static final String SERVICE =
            "check_policy_service { unix:/run/policy/doorward, timeout=10s, default_action=DUNNO }";
    private static final String SENDER = "alice@sender.example";
    private static final String GREYLISTED = "450 4.7.1";

    /** Nobody is asked. */
    private static final String QUIET = """
            dns.servers = ["127.0.0.1:1"]
            dnsbl.defaults = false
            sender.enabled = false
            spf.enabled = false
            spf.ranges_of = []
            """;

    /** What stands for mailcow's: main.cf is put together from its own and extra.cf at each start, in a folder of its own. */
    private static final String LIKE_MAILCOW = """
            services:
              postfix-mailcow:
                image: %s
                network_mode: none
                command:
                  - sh
                  - -euc
                  - |
                    mkdir -p /opt/postfix/conf
                    cp -r /etc/postfix/. /opt/postfix/conf/
                    cat /extra/own.cf /extra/extra.cf >>/opt/postfix/conf/main.cf
                    exec postfix -c /opt/postfix/conf start-fg
                volumes: ["./data/conf/postfix:/extra:ro", "policy-socket:/run/policy"]
            volumes:
              policy-socket: { external: true, name: %s }
            """;

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
        Files.writeString(settings.resolve("quiet.toml"), QUIET);
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

    @Test
    void in_docker_mailservers_user_patches_which_is_run_at_each_start() throws IOException {
        Files.writeString(folder.path().resolve("user-patches.sh"), block("docker-mailserver"));
        OtherPostfix postfix = OtherPostfix.start(
                composed,
                Composed.container("like-dms"),
                Composed.volume("policy-socket") + ":/run/policy:ro",
                folder.path() + ":/tmp/docker-mailserver:ro");
        try {
            postfix.shell("postconf 'smtpd_recipient_restrictions = permit_mynetworks, reject_unauth_destination'");
            for (int start = 0; start < 2; start++) {
                postfix.shell("/bin/bash /tmp/docker-mailserver/user-patches.sh");
            }
            assertThat(postfix.setting("smtpd_recipient_restrictions"))
                    .isEqualTo("permit_mynetworks, reject_unauth_destination, reject_unlisted_recipient, " + SERVICE);
            postfix.shell("postfix start");
            postfix.await();

            isAsked(postfix, "2001:db8:a1::25");
        } finally {
            postfix.remove();
        }
    }

    @Test
    void in_mailcows_extra_cf() throws IOException {
        Path settings = Files.createDirectories(folder.path().resolve("data/conf/postfix"));
        // It logs to syslog: postlogd waits for itself when each process says that settings are assigned again.
        Files.writeString(settings.resolve("own.cf"), """
                maillog_file =
                smtpd_authorized_xclient_hosts = 127.0.0.1
                smtpd_recipient_restrictions = permit_mynetworks,
                  reject_unauth_destination
                smtpd_data_restrictions = reject_unauth_pipelining, permit
                """);
        Files.createFile(settings.resolve("extra.cf"));
        Files.writeString(
                folder.path().resolve("compose.yaml"),
                LIKE_MAILCOW.formatted(Composed.image("doorward-postfix"), Composed.volume("policy-socket")));
        String project = Composed.container("like-mailcow");
        Docker docker = new Docker(folder.path(), Map.of("COMPOSE_PROJECT_NAME", project));
        OtherPostfix postfix = new OtherPostfix(composed, project + "-postfix-mailcow-1");
        try {
            docker.must("docker", "compose", "up", "--detach", "--wait");

            assertThat(docker.shell(block("mailcow")).status()).isZero();

            postfix.await();
            assertThat(postfix.shell("postconf -c /opt/postfix/conf -h smtpd_data_restrictions")
                            .strip())
                    .isEqualTo("reject_unauth_pipelining, permit_mynetworks, permit_sasl_authenticated, " + SERVICE);
            isAsked(postfix, "2001:db8:a2::25");
        } finally {
            docker.run("docker", "compose", "down", "--timeout", "5");
        }
    }

    /** A stranger is greylisted, one without a sender when the message comes; and nobody is greylisted for a user who is not there. */
    private static void isAsked(OtherPostfix postfix, String stranger) {
        assertThat(postfix.send(stranger, SENDER, "nobody@example.net", "bob@example.net"))
                .satisfiesExactly(
                        unknown -> assertThat(unknown).startsWith("550 5.1.1"),
                        known -> assertThat(known).startsWith(GREYLISTED).contains("Greylisted"));
        assertThat(postfix.send(stranger, "", "carol@example.net"))
                .satisfiesExactly(
                        recipient -> assertThat(recipient).startsWith("250 "),
                        message -> assertThat(message).startsWith(GREYLISTED).contains("Greylisted"));
    }

    private static String[] unknownUsers() {
        return IntStream.rangeClosed(1, 12)
                .mapToObj(number -> "nobody" + number + "@example.net")
                .toArray(String[]::new);
    }

    private static String ofReadme(String place) {
        String lines =
                Documents.blocksAfter(Documents.text("README.md"), "main.cf").get(0);
        return withPlaces(lines, Map.of("inet:127.0.0.1:60000", place));
    }

    private static String block(String mark) {
        return Documents.blocksAfter(PAGE, mark).get(0);
    }

    private static String withPlaces(String text, Map<String, String> places) {
        String changed = text;
        for (Map.Entry<String, String> place : places.entrySet()) {
            assertThat(changed).contains(place.getKey());
            changed = changed.replace(place.getKey(), place.getValue());
        }
        return changed;
    }
}
