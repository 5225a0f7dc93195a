package org.doorward.real;

import static org.doorward.real.LinesRun.harmless;
import static org.doorward.real.LinesRun.line;
import static org.doorward.real.LinesRun.service;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a real Postfix writes about what messages hold: what its own checks and a milter refuse, and what they only look at. */
@Tag("real")
class PostfixContentLinesRealTest {

    private static final String HELO = "EHLO mail.sender.example";
    private static final String RCPT = "RCPT TO:<user@test.invalid>";

    private static final Started started = new Started();
    private static LinesRun run;
    private static int mx;
    private static int filtered;
    private static int forwarded;

    @BeforeAll
    static void start() throws IOException {
        StubServer milter = started.add(MilterStub.start());
        mx = Ports.free();
        filtered = Ports.free();
        forwarded = Ports.free();
        PostfixInstance postfix = started.add(PostfixInstance.start(
                List.of(
                        "header_checks = regexp:{ { /^Subject: buy/ REJECT No advertisements } { /^Subject: later/"
                                + " REJECT 4.7.1 Not now } { /^Subject: look/ WARN seen } { /^Subject: keep/ HOLD } }",
                        "body_checks = regexp:{ { /cheap pills/ REJECT } }"),
                List.of(
                        service(mx),
                        service(filtered) + " -o smtpd_milters=inet:127.0.0.1:" + milter.port(),
                        service(forwarded) + " -o smtpd_authorized_xforward_hosts=198.51.100.0/24")));
        run = started.add(new LinesRun(postfix));
    }

    @AfterAll
    static void stop() throws IOException {
        started.close();
    }

    private static void greeted(HostileClient client) throws IOException {
        client.reply();
        client.say(HELO);
    }

    private static void letter(HostileClient client, String sender, String text) throws IOException {
        greeted(client);
        client.say("MAIL FROM:<" + sender + ">");
        client.say(RCPT);
        client.say("DATA");
        client.say(text + "\r\n.");
        client.say("QUIT");
    }

    @Test
    void content_that_is_refused_by_header_or_body_checks() throws IOException {
        run.visit(
                "198.51.100.98",
                mx,
                client -> letter(
                        client, "a@sender.example", "Subject: buy from unknown[198.51.100.9]; from=<x>\r\n\r\nHello"),
                line("reject: header Subject: buy", "content"));
        run.visit(
                "2001:db8::99",
                mx,
                client -> letter(
                        client,
                        "a@sender.example",
                        "Subject: hello\r\n\r\ncheap pills from unknown[198.51.100.9]; from=<x>: 5.7.1"),
                line("reject: body cheap pills", "content"));
    }

    @Test
    void content_that_is_refused_for_now() throws IOException {
        run.visit(
                "198.51.100.124",
                mx,
                client -> letter(client, "a@sender.example", "Subject: later\r\n\r\nHello"),
                harmless("reject: header Subject: later"));
    }

    /** Whoever it was before him, he is the one who brought it here; an operator's own filter is on loopback, and spared. */
    @Test
    void content_of_somebody_who_may_say_whose_it_is() throws IOException {
        run.visit(
                "198.51.100.125",
                forwarded,
                client -> {
                    greeted(client);
                    client.say("XFORWARD NAME=mail.other.example ADDR=198.51.100.9 PORT=25 PROTO=ESMTP HELO=x");
                    client.say("MAIL FROM:<a@sender.example>");
                    client.say(RCPT);
                    client.say("DATA");
                    client.say("Subject: buy\r\n\r\nHello\r\n.");
                    client.say("QUIT");
                },
                harmless("client=unknown[198.51.100.125], orig_client=mail.other.example[198.51.100.9]"),
                line("reject: header Subject: buy from mail.other.example[198.51.100.9]", "content"));
    }

    @Test
    void content_that_is_only_looked_at() throws IOException {
        run.visit(
                "198.51.100.100",
                mx,
                client -> letter(client, "a@sender.example", "Subject: look\r\n\r\nHello"),
                harmless("warning: header Subject: look"));
        run.visit(
                "198.51.100.101",
                mx,
                client -> letter(client, "a@sender.example", "Subject: keep\r\n\r\nHello"),
                harmless("hold: header Subject: keep"));
    }

    @Test
    void content_that_a_milter_refuses() throws IOException {
        run.visit(
                "198.51.100.102",
                filtered,
                client -> letter(client, "spam@sender.example", "Subject: hello\r\n\r\nHello"),
                line("milter-reject: END-OF-MESSAGE from unknown[198.51.100.102]: 5.7.1 Spam", "content"));
        run.visit(
                "198.51.100.103",
                filtered,
                client -> {
                    greeted(client);
                    client.say("MAIL FROM:<worse@sender.example>");
                    client.say("QUIT");
                },
                line("milter-reject: MAIL from unknown[198.51.100.103]: 550 5.7.1", "content"));
    }

    @Test
    void content_that_a_milter_keeps_or_defers() throws IOException {
        run.visit(
                "198.51.100.104",
                filtered,
                client -> letter(client, "later@sender.example", "Subject: hello\r\n\r\nHello"),
                harmless("milter-reject: END-OF-MESSAGE from unknown[198.51.100.104]: 4.7.1"));
        run.visit(
                "198.51.100.105",
                filtered,
                client -> letter(client, "keep@sender.example", "Subject: hello\r\n\r\nHello"),
                harmless("milter-hold: END-OF-MESSAGE"));
    }

    @Test
    void nothing_wrong() throws IOException {
        run.visit(
                "198.51.100.107",
                mx,
                client -> letter(
                        client,
                        "a@sender.example",
                        "Subject: hello\r\nMessage-ID: <x from unknown[198.51.100.9]: 5@y>\r\n\r\nHello"),
                harmless("client=unknown[198.51.100.107]"));
    }
}
