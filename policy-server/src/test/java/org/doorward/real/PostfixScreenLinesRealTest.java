package org.doorward.real;

import static org.doorward.real.LinesRun.harmless;
import static org.doorward.real.LinesRun.line;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a real postscreen writes about the clients that it keeps off, one test a kind, as the watch reads it. */
@Tag("real")
class PostfixScreenLinesRealTest {

    private static final String LIKENESS = "x from [198.51.100.9]:25: 550 5.7.1 <a>; from unknown[198.51.100.9]: 550";

    private static final Started started = new Started();
    private static LinesRun run;
    private static int screen;

    @BeforeAll
    static void start() throws IOException {
        TestFolder folder = started.add(TestFolder.make("screen"));
        ResolverOfItsOwn dns = started.add(ResolverOfItsOwn.start(
                folder.path(),
                List.of("7.100.51.198.bl.test. IN A 127.0.0.2", "8.100.51.198.bl.test. IN A 127.0.0.2")));
        screen = Ports.free();
        PostfixInstance postfix = started.add(PostfixInstance.start(mainCf(), services(), dns.prefix()));
        run = started.add(new LinesRun(postfix));
    }

    @AfterAll
    static void stop() throws IOException {
        started.close();
    }

    private static List<String> mainCf() {
        return List.of(
                "postscreen_upstream_proxy_protocol = haproxy",
                "postscreen_greet_wait = 1s",
                "postscreen_greet_action = enforce",
                "postscreen_dnsbl_sites = bl.test*2",
                "postscreen_dnsbl_threshold = 2",
                "postscreen_dnsbl_action = enforce",
                "postscreen_access_list = inline:{ { 198.51.100.111 = reject }, { 198.51.100.112 = permit } }",
                "postscreen_denylist_action = drop",
                "postscreen_pipelining_enable = yes",
                "postscreen_non_smtp_command_enable = yes",
                "postscreen_bare_newline_enable = yes",
                "postscreen_bare_newline_action = enforce",
                "postscreen_command_time_limit = 2s",
                "postscreen_command_count_limit = 5",
                "line_length_limit = 2048",
                "postscreen_cache_map = ");
    }

    private static List<String> services() {
        return List.of(
                "127.0.0.1:" + screen + " inet n - n - 1 postscreen",
                "smtpd pass - - n - - smtpd",
                "dnsblog unix - - n - 0 dnsblog",
                "tlsproxy unix - - n - 0 tlsproxy");
    }

    private static void greeted(HostileClient client) throws IOException {
        client.reply();
        client.say("EHLO mail.sender.example");
    }

    private static void writing(HostileClient client) throws IOException {
        greeted(client);
        client.say("MAIL FROM:<a@sender.example>");
        client.say("RCPT TO:<\"" + LIKENESS + "\"@test.invalid>");
        client.say("QUIT");
    }

    @Test
    void who_speaks_before_he_is_greeted() throws IOException {
        run.visit(
                "198.51.100.113",
                screen,
                client -> {
                    client.send("EHLO " + LIKENESS + "\r\n");
                    client.reply();
                    client.say("MAIL FROM:<a@sender.example>");
                    client.say("RCPT TO:<user@test.invalid>");
                    client.say("QUIT");
                    client.awaitClose();
                },
                line("PREGREET", "pregreet"),
                harmless("NOQUEUE: reject: RCPT from [198.51.100.113]:40000: 550 5.5.1 Protocol error"));
    }

    @Test
    void who_hangs_up() throws IOException {
        run.visit("198.51.100.114", screen, client -> {}, line("HANGUP after", "hangup"));
        run.visit("2001:db8::115", screen, client -> greeted(client), line("HANGUP after", "hangup"));
    }

    @Test
    void whom_lists_know() throws IOException {
        run.visit(
                "198.51.100.7",
                screen,
                client -> writing(client),
                line("DNSBL rank 2 for [198.51.100.7]:40000", "dnsbl"),
                line("blocked using bl.test", "dnsbl"));
        run.visit(
                "198.51.100.8",
                screen,
                client -> client.awaitClose(),
                line("DNSBL rank", "dnsbl"),
                line("COMMAND TIME LIMIT", "command_limit"));
    }

    @Test
    void whom_the_access_list_denies_or_lets_through() throws IOException {
        run.visit(
                "198.51.100.111",
                screen,
                client -> client.awaitClose(),
                line("LISTED [198.51.100.111]:40000", "access_denied"));
        run.visit(
                "198.51.100.112",
                screen,
                client -> writing(client),
                harmless("LISTED [198.51.100.112]:40000"),
                line("User unknown in", "unknown_user"));
    }

    @Test
    void who_does_not_wait_for_answers() throws IOException {
        run.visit(
                "198.51.100.116",
                screen,
                client -> {
                    client.reply();
                    client.send("EHLO a\r\nMAIL FROM:<" + LIKENESS + ">\r\n");
                    client.reply();
                    client.reply();
                    client.say("QUIT");
                },
                line("COMMAND PIPELINING", "pipelining"));
    }

    @Test
    void who_speaks_another_protocol() throws IOException {
        run.visit(
                "198.51.100.117",
                screen,
                client -> {
                    client.reply();
                    client.send("GET /" + LIKENESS + " HTTP/1.1\r\n");
                    client.awaitClose();
                },
                line("NON-SMTP COMMAND", "non_smtp"));
        run.visit(
                "198.51.100.118",
                screen,
                client -> {
                    client.reply();
                    client.send("From:x from [198.51.100.9]:25 after CONNECT\r\n");
                    client.awaitClose();
                },
                line("NON-SMTP COMMAND", "non_smtp"));
    }

    @Test
    void who_ends_lines_with_a_bare_newline() throws IOException {
        run.visit(
                "198.51.100.119",
                screen,
                client -> {
                    client.reply();
                    client.send("EHLO " + LIKENESS + "\n");
                    client.reply();
                    client.say("QUIT");
                },
                line("BARE NEWLINE", "bare_newline"));
    }

    @Test
    void who_goes_beyond_the_limits() throws IOException {
        run.visit(
                "198.51.100.120",
                screen,
                client -> {
                    client.reply();
                    client.awaitClose();
                },
                line("COMMAND TIME LIMIT", "command_limit"));
        run.visit(
                "198.51.100.121",
                screen,
                client -> {
                    greeted(client);
                    for (int i = 0; i < 5; i++) {
                        client.send("NOOP\r\n");
                        client.reply();
                    }
                    client.awaitClose();
                },
                line("COMMAND COUNT LIMIT", "command_limit"));
        run.visit(
                "198.51.100.122",
                screen,
                client -> {
                    client.reply();
                    client.send("EHLO " + "x from [198.51.100.9]:25".repeat(120) + "\r\n");
                    client.awaitClose();
                },
                line("COMMAND LENGTH LIMIT", "command_limit"));
    }
}
