package org.doorward.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.doorward.docker.ProductionPage.SENDER;
import static org.doorward.docker.ProductionPage.SERVICE;
import static org.doorward.docker.ProductionPage.block;
import static org.doorward.docker.ProductionPage.isAsked;
import static org.doorward.docker.ProductionPage.unknownUsers;

import java.io.IOException;
import java.util.Map;
import org.doorward.real.ChildProcess.Result;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The page's lines for mailcow, all of them, beside a Postfix and a syslog-ng whose settings are put together as mailcow does it. */
@Tag("docker")
@ExtendWith(WithComposed.class)
class ProductionMailcowDockerTest {

    private static final String EXTRA = "data/conf/postfix/extra.cf";
    private static final String BANNED = "198.51.100.63";

    private final Composed composed;

    ProductionMailcowDockerTest(Composed composed) {
        this.composed = composed;
    }

    @Test
    void beside_mailcow() throws IOException {
        try (OtherProject mailcow = new OtherProject(
                composed, "like-mailcow", "postfix-mailcow", Map.of("IPV4_NETWORK", Composed.OTHER_NETWORK))) {
            mailcow.copy("mailcow/compose.yaml", "docker-compose.yml");
            mailcow.copy("mailcow/start", "image/start");
            mailcow.copy("mailcow/syslog-ng.conf", "image/syslog-ng.conf");
            mailcow.copy("mailcow/main.cf", "data/conf/postfix/main.cf");
            // As an editor may leave it, without the end of the last line.
            mailcow.write(EXTRA, "message_size_limit = 20000000");
            files(mailcow);
            nothingIsWritten(mailcow);
            mailcow.up("docker-compose.yml");
            OtherPostfix postfix = mailcow.postfix();
            postfix.await();
            nothingIsWrittenWhenAListIsEmpty(mailcow);

            assertThat(mailcow.shell(block("mailcow")).status()).isZero();

            mailcow.awaitBoth();
            assertThat(setting(mailcow, "smtpd_recipient_restrictions"))
                    .startsWith(
                            "check_recipient_access inline:{ first=DUNNO }, permit_sasl_authenticated, permit_mynetworks, ")
                    .endsWith("reject_invalid_helo_hostname, reject_unauth_destination, reject_unlisted_recipient, "
                            + SERVICE);
            assertThat(setting(mailcow, "smtpd_data_restrictions"))
                    .isEqualTo("reject_unauth_pipelining, permit_mynetworks, permit_sasl_authenticated, " + SERVICE);
            assertThat(setting(mailcow, "message_size_limit")).isEqualTo("20000000");
            isAsked(postfix, "2001:db8:a2::25");
            whatSyslogTellsBans(mailcow);
            aSecondRunChangesNothing(mailcow);
        }
    }

    /** As the page says. */
    private static void files(OtherProject mailcow) throws IOException {
        mailcow.writeServices("docker-compose.override.yml", "services beside mailcow");
        mailcow.write("doorward/syslog-ng.conf", block("syslog-ng of mailcow"));
        mailcow.write("doorward/doorward.toml", block("settings beside a Postfix in a container"));
        mailcow.write("doorward/watch.toml", block("watch of mailcow"));
        mailcow.write("doorward/quiet.toml", ProductionPage.QUIET);
    }

    /** Not even for the list before it. */
    private static void nothingIsWrittenWhenAListIsEmpty(OtherProject mailcow) throws IOException {
        set(mailcow, "smtpd_data_restrictions=");
        nothingIsWritten(mailcow);
        set(mailcow, "smtpd_data_restrictions=reject_unauth_pipelining, permit");
    }

    /** Neither when Postfix does not run, as before the first start, nor when it says nothing. */
    private static void nothingIsWritten(OtherProject mailcow) throws IOException {
        String before = mailcow.read(EXTRA);
        Result result = mailcow.shell(block("mailcow"));
        assertThat(result.err()).contains("nothing was changed");
        assertThat(mailcow.read(EXTRA)).isEqualTo(before);
        assertThat(mailcow.compose("ps", "--all", "--services"))
                .as("services that were made")
                .doesNotContain("doorward");
    }

    private static void whatSyslogTellsBans(OtherProject mailcow) {
        mailcow.postfix().send(BANNED, SENDER, unknownUsers());
        mailcow.awaitBan(BANNED);
        assertThat(mailcow.exec("doorward", "doorward", "why", BANNED)).contains("unknown_user");
    }

    private static void aSecondRunChangesNothing(OtherProject mailcow) throws IOException {
        String before = mailcow.read(EXTRA);
        mailcow.markNamespace();

        assertThat(mailcow.shell(block("mailcow")).status()).isZero();

        mailcow.postfix().await();
        assertThat(mailcow.read(EXTRA)).isEqualTo(before).containsOnlyOnce("smtpd_data_restrictions = ");
        mailcow.awaitBanInANewNamespace(BANNED);
        assertThat(mailcow.exec("doorward-firewall", "sh", "-c", "cat \"$DOORWARD_SIGN_OF_LIFE\""))
                .as("the process of Postfix's master")
                .isNotBlank();
    }

    private static String setting(OtherProject mailcow, String name) {
        return mailcow.exec("postfix-mailcow", "postconf", "-c", "/opt/postfix/conf", "-h", name)
                .strip();
    }

    private static void set(OtherProject mailcow, String setting) {
        mailcow.exec("postfix-mailcow", "postconf", "-c", "/opt/postfix/conf", setting);
    }
}
