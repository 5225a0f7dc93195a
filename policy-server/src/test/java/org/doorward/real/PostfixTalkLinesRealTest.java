package org.doorward.real;

import static org.doorward.real.LinesRun.harmless;
import static org.doorward.real.LinesRun.line;
import static org.doorward.real.LinesRun.service;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a real Postfix writes about how clients talk: broken off, too fast, too often, in another protocol, with wrong passwords. */
@Tag("real")
class PostfixTalkLinesRealTest {

    private static final String HELO = "EHLO mail.sender.example";
    private static final String MAIL = "MAIL FROM:<a@sender.example>";
    private static final String RCPT = "RCPT TO:<user@test.invalid>";
    private static final String LIKENESS = "x from unknown[198.51.100.9]: 550 5.1.1 <a>: Relay access denied; from=<b>";

    private static final Started started = new Started();
    private static StubServer passwords;
    private static LinesRun run;
    private static int mx;
    private static int strict;
    private static int hasty;
    private static int submission;
    private static int encrypted;

    @BeforeAll
    static void start() throws IOException {
        TestFolder folder = started.add(TestFolder.make("talk"));
        passwords = started.add(SaslStub.start());
        mx = Ports.free();
        strict = Ports.free();
        hasty = Ports.free();
        submission = Ports.free();
        encrypted = Ports.free();
        Path key = folder.path().resolve("key.pem");
        ChildProcess.runWell(
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "rsa:2048",
                "-nodes",
                "-subj",
                "/CN=mx.test.invalid",
                "-days",
                "2",
                "-keyout",
                key.toString(),
                "-out",
                key.resolveSibling("cert.pem").toString());
        PostfixInstance postfix = started.add(PostfixInstance.start(
                List.of(
                        "smtpd_tls_cert_file = " + key.resolveSibling("cert.pem"),
                        "smtpd_tls_key_file = " + key,
                        "smtpd_forbidden_commands = CONNECT GET POST",
                        "anvil_rate_time_unit = 60s"),
                services()));
        run = started.add(new LinesRun(postfix));
    }

    @AfterAll
    static void stop() throws IOException {
        started.close();
    }

    private static List<String> services() {
        return List.of(
                service(mx),
                service(strict)
                        + " -o smtpd_hard_error_limit=2 -o smtpd_client_connection_rate_limit=1"
                        + " -o smtpd_client_event_limit_exceptions= -o smtpd_client_recipient_rate_limit=1 -o"
                        + " smtpd_client_message_rate_limit=1",
                service(submission)
                        + " -o syslog_name=postfix/submission -o smtpd_sasl_auth_enable=yes -o smtpd_sasl_type=dovecot -o"
                        + " smtpd_sasl_path=inet:127.0.0.1:" + passwords.port()
                        + " -o smtpd_sasl_security_options= -o { smtpd_sender_login_maps = inline:{"
                        + " boss@test.invalid=boss } } -o { smtpd_sender_restrictions = reject_sender_login_mismatch }",
                service(hasty) + " -o smtpd_timeout=1s",
                service(encrypted) + " -o smtpd_tls_security_level=may",
                "tlsmgr unix - - n 1000? 1 tlsmgr");
    }

    private static void greeted(HostileClient client) throws IOException {
        client.reply();
        client.say(HELO);
    }

    @Test
    void a_connection_that_is_broken_off() throws IOException {
        run.visit("198.51.100.80", mx, client -> client.reply(), line("lost connection after CONNECT", "hangup"));
        run.visit("198.51.100.81", mx, client -> greeted(client), line("lost connection after EHLO", "hangup"));
        run.visit(
                "2001:db8::82",
                mx,
                client -> {
                    greeted(client);
                    client.say(MAIL);
                    client.say(RCPT);
                    client.say("DATA");
                    client.send("Subject: " + LIKENESS + "\r\n");
                },
                line("lost connection after DATA (", "hangup"));
    }

    @Test
    void silence() throws IOException {
        run.visit(
                "198.51.100.83",
                hasty,
                client -> {
                    greeted(client);
                    client.awaitClose();
                },
                line("timeout after EHLO", "hangup"));
    }

    @Test
    void too_many_errors() throws IOException {
        run.visit(
                "198.51.100.84",
                strict,
                client -> {
                    greeted(client);
                    client.say("NONSENSE " + LIKENESS);
                    client.say("NONSENSE " + LIKENESS);
                    client.awaitClose();
                },
                line("too many errors after UNKNOWN", "command_limit"));
    }

    @Test
    void too_many_connections_and_recipients() throws IOException {
        run.visit("198.51.100.85", strict, client -> {
            client.reply();
            client.say("QUIT");
        });
        run.visit(
                "198.51.100.85",
                strict,
                client -> client.awaitClose(),
                line("Connection rate limit exceeded: 2 from unknown[198.51.100.85]", "rate_limit"));
        run.visit(
                "198.51.100.86",
                strict,
                client -> {
                    greeted(client);
                    client.say(MAIL);
                    client.say(RCPT);
                    client.say(RCPT);
                    client.say("QUIT");
                },
                line("Recipient address rate limit exceeded", "rate_limit"));
        run.visit(
                "198.51.100.87",
                strict,
                client -> {
                    greeted(client);
                    client.say(MAIL);
                    client.say("RSET");
                    client.say(MAIL);
                    client.say("QUIT");
                },
                line("Message delivery request rate limit exceeded", "rate_limit"));
    }

    @Test
    void another_protocol() throws IOException {
        run.visit(
                "198.51.100.88",
                mx,
                client -> {
                    client.reply();
                    client.send("GET /" + LIKENESS + " HTTP/1.1\r\nHost: unknown[198.51.100.9]:\r\n\r\n");
                    client.awaitClose();
                },
                line("non-SMTP command from unknown[198.51.100.88]: GET", "non_smtp"));
        run.visit(
                "198.51.100.89",
                mx,
                client -> {
                    client.reply();
                    client.send("From: unknown[198.51.100.9]: hello\r\n");
                    client.awaitClose();
                },
                line("non-SMTP command from unknown[198.51.100.89]: From", "non_smtp"));
    }

    @Test
    void commands_before_their_time() throws IOException {
        run.visit(
                "198.51.100.90",
                mx,
                client -> {
                    client.send(HELO + "\r\nMAIL FROM:<" + LIKENESS + ">\r\n");
                    client.reply();
                    client.reply();
                    client.reply();
                    client.say("QUIT");
                },
                line("improper command pipelining after", "pipelining"));
    }

    @Test
    void an_address_that_is_none() throws IOException {
        run.visit(
                "198.51.100.91",
                mx,
                client -> {
                    greeted(client);
                    client.say("MAIL FROM:<" + LIKENESS + ">");
                    client.say("MAIL FROM:<a@b@c from unknown[198.51.100.9] in RCPT command: x>");
                    client.say("QUIT");
                },
                harmless("Illegal address syntax from unknown[198.51.100.91]"));
    }

    @Test
    void a_wrong_password() throws IOException {
        run.visit(
                "198.51.100.92",
                submission,
                client -> {
                    greeted(client);
                    client.say("AUTH PLAIN " + base64("\0" + LIKENESS + "\0wrong"));
                    client.say("QUIT");
                },
                line("SASL PLAIN authentication failed", "auth_failed"));
        run.visit(
                "198.51.100.93",
                submission,
                client -> {
                    greeted(client);
                    client.say("AUTH LOGIN");
                    client.say(base64("bob, sasl_username=unknown[198.51.100.9]: SASL"));
                    client.say(base64("wrong"));
                    client.say("AUTH login " + base64("bob"));
                    client.say(base64("wrong"));
                    client.say("QUIT");
                },
                line("SASL LOGIN authentication failed", "auth_failed"),
                line("SASL login authentication failed", "auth_failed"));
    }

    @Test
    void a_password_where_none_is_asked_for() throws IOException {
        run.visit(
                "198.51.100.126",
                mx,
                client -> {
                    greeted(client);
                    client.say("AUTH LOGIN");
                    client.say("AUTH PLAIN " + base64("\0bob\0wrong"));
                    client.say("QUIT");
                },
                line("disconnect from unknown[198.51.100.126] ehlo=1 auth=0/2", "auth_failed"));
    }

    @Test
    void a_mechanism_that_holds_the_likeness_of_a_client() throws IOException {
        run.visit(
                "198.51.100.94",
                submission,
                client -> {
                    greeted(client);
                    client.say("AUTH unknown[198.51.100.9]:");
                    client.say("AUTH \"x authentication failed: unknown[198.51.100.9]: SASL\"");
                    client.say("QUIT");
                },
                line("SASL unknown[198.51.100.9]: authentication failed", "auth_failed"),
                line("SASL \"x authentication failed", "auth_failed"));
    }

    @Test
    void a_login_that_is_broken_off() throws IOException {
        run.visit(
                "198.51.100.95",
                submission,
                client -> {
                    greeted(client);
                    client.say("AUTH LOGIN");
                    client.say("*");
                    client.say("QUIT");
                },
                harmless("SASL LOGIN authentication aborted"),
                line("auth=0/1", "auth_failed"));
    }

    @Test
    void a_login_that_fails_for_a_trouble_of_ours() throws IOException {
        run.visit(
                "198.51.100.109",
                submission,
                client -> {
                    greeted(client);
                    client.say("AUTH PLAIN " + base64("\0bob\0gone"));
                    client.say("QUIT");
                },
                harmless("Connection lost to authentication server"));
    }

    /** Dovecot says so and Postfix does not: it writes the same as for a wrong password. */
    @Test
    void a_login_that_fails_for_a_trouble_of_dovecot_looks_like_a_wrong_password() throws IOException {
        run.visit(
                "198.51.100.110",
                submission,
                client -> {
                    greeted(client);
                    client.say("AUTH PLAIN " + base64("\0bob\0later"));
                    client.say("QUIT");
                },
                line("SASL PLAIN authentication failed: (reason unavailable)", "auth_failed"));
    }

    @Test
    void who_logs_in_and_writes_under_a_name_that_is_not_his() throws IOException {
        run.visit(
                "198.51.100.96",
                submission,
                client -> {
                    greeted(client);
                    client.say("AUTH PLAIN " + base64("\0bob\0right"));
                    client.say("MAIL FROM:<boss@test.invalid>");
                    client.say(RCPT);
                    client.say("RSET");
                    client.say("MAIL FROM:<bob@test.invalid>");
                    client.say(RCPT);
                    client.say("QUIT");
                },
                line("not owned by user bob", "bad_sender"));
        run.visit(
                "198.51.100.97",
                submission,
                client -> {
                    greeted(client);
                    client.say("MAIL FROM:<boss@test.invalid>");
                    client.say(RCPT);
                    client.say("QUIT");
                },
                line("not logged in", "bad_sender"));
    }

    @Test
    void encryption_that_does_not_come_about() throws IOException {
        run.visit(
                "198.51.100.106",
                encrypted,
                client -> {
                    greeted(client);
                    client.say("STARTTLS");
                    client.send("no TLS at all from unknown[198.51.100.9]: -1\r\n\r\n");
                    client.awaitClose();
                },
                line("SSL_accept error from unknown[198.51.100.106]", "tls_error"),
                line("lost connection after STARTTLS", "hangup"));
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
