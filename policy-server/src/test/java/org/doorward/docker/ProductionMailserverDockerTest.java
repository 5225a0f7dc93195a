package org.doorward.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.doorward.docker.ProductionPage.SENDER;
import static org.doorward.docker.ProductionPage.SERVICE;
import static org.doorward.docker.ProductionPage.block;
import static org.doorward.docker.ProductionPage.isAsked;
import static org.doorward.docker.ProductionPage.unknownUsers;

import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The page's lines for docker-mailserver, all of them, beside a Postfix that is started in docker-mailserver's order. */
@Tag("docker")
@ExtendWith(WithComposed.class)
class ProductionMailserverDockerTest {

    private static final String RESTRICTIONS =
            "permit_sasl_authenticated, permit_mynetworks, reject_unauth_destination, reject_unauth_pipelining, "
                    + "reject_invalid_helo_hostname, reject_non_fqdn_helo_hostname, reject_unknown_recipient_domain";
    private static final String PATCHES = "docker-data/dms/config/user-patches.sh";
    private static final String BANNED = "198.51.100.61";
    private static final String OTHER = "198.51.100.62";
    private static final String GREETING = "220";

    private final Composed composed;

    ProductionMailserverDockerTest(Composed composed) {
        this.composed = composed;
    }

    @Test
    void beside_docker_mailserver() throws IOException {
        try (OtherProject dms = new OtherProject(composed, "like-dms", "mailserver", Map.of())) {
            dms.copy("mailserver/compose.yaml", "compose.yaml");
            dms.copy("mailserver/start", "image/start");
            dms.copy("mailserver/main.cf", "image/main.cf");
            dms.up("compose.yaml");
            OtherPostfix postfix = dms.postfix();
            postfix.await();
            assertThat(postfix.send("198.51.100.60", SENDER, "bob@example.net"))
                    .hasSize(2)
                    .allSatisfy(answer -> assertThat(answer).startsWith("250 "));
            String queue = postfix.shell("postqueue -j");
            assertThat(queue).contains("bob@example.net");

            add(dms);
            dms.awaitBoth();

            assertThat(postfix.setting("smtpd_recipient_restrictions"))
                    .isEqualTo(RESTRICTIONS + ", reject_unlisted_recipient, " + SERVICE);
            assertThat(postfix.setting("smtpd_data_restrictions"))
                    .isEqualTo("permit_mynetworks, permit_sasl_authenticated, " + SERVICE);
            assertThat(postfix.shell("postqueue -j"))
                    .as("what was in the queue before")
                    .contains(queue.replaceAll("(?s).*\"queue_id\": (\"[^\"]+\").*", "$1"));
            isAsked(postfix, "2001:db8:a1::25");
            try (Stranger stranger = new Stranger(composed, dms.network("default"), dms.container("mailserver"))) {
                whoIsBannedForWhatTheLogTellsIsDropped(dms, stranger);
                aRestartLosesNothing(dms, stranger);
            }
        }
    }

    /** As the page says. */
    private static void add(OtherProject dms) throws IOException {
        dms.write(PATCHES, block("docker-mailserver"));
        dms.writeServices("compose.override.yaml", "services beside docker-mailserver");
        dms.write("doorward/doorward.toml", block("settings beside a Postfix in a container"));
        dms.write("doorward/watch.toml", block("watch of docker-mailserver"));
        dms.write("doorward/quiet.toml", ProductionPage.QUIET);

        assertThat(dms.shell(block("start of docker-mailserver")).status()).isZero();
    }

    private static void whoIsBannedForWhatTheLogTellsIsDropped(OtherProject dms, Stranger stranger) {
        OtherPostfix postfix = dms.postfix();
        assertThat(stranger.knock(BANNED, OTHER))
                .hasSize(2)
                .allSatisfy(heard -> assertThat(heard).startsWith(GREETING));
        assertThat(postfix.shell("stat -c '%a %g' /var/log/mail/mail.log").strip())
                .isEqualTo("640 0");

        postfix.send(BANNED, SENDER, unknownUsers());

        dms.awaitBan(BANNED);
        isDropped(stranger);
        dms.exec("doorward-firewall", "nft", "flush", "table", "inet", "doorward");
        Docker.await("the table to be whole again", () -> dms.rules().contains("drop comment"));
        isDropped(stranger);
    }

    private static void isDropped(Stranger stranger) {
        assertThat(stranger.knock(BANNED, OTHER))
                .satisfiesExactly(
                        banned -> assertThat(banned).contains("timed out"),
                        other -> assertThat(other).startsWith(GREETING));
    }

    /** Its settings are those of before, a second run of the script changes nothing, and the worker is in the new network namespace. */
    private static void aRestartLosesNothing(OtherProject dms, Stranger stranger) {
        OtherPostfix postfix = dms.postfix();
        String settings = postfix.shell("cat /etc/postfix/main.cf");
        assertThat(postfix.shell("/bin/bash /tmp/docker-mailserver/user-patches.sh; cat /etc/postfix/main.cf"))
                .isEqualTo(settings);
        dms.markNamespace();

        dms.compose("restart", "mailserver");

        postfix.await();
        assertThat(postfix.shell("cat /etc/postfix/main.cf")).isEqualTo(settings);
        dms.awaitBanInANewNamespace(BANNED);
        stranger.layTheWay();
        isDropped(stranger);
    }
}
