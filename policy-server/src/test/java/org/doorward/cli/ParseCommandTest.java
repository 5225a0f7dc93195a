package org.doorward.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code doorward parse}: a line in, a line out. */
class ParseCommandTest {

    private static final String REFUSAL =
            "Nov 20 10:00:00 mx postfix/smtpd[17]: NOQUEUE: reject: RCPT from unknown[198.51.100.7]:"
                    + " 554 5.7.1 <b@example.org>: Relay access denied; from=<a@example.org> to=<b@example.org> proto=ESMTP helo=<x>\n";
    private static final String CONNECTION =
            "Nov 20 10:00:00 mx postfix/smtpd[17]: connect from unknown[198.51.100.7]\n";
    private static final String DOVECOT =
            "Nov 20 10:00:00 mx dovecot: imap-login: Disconnected (auth failed, 3 attempts in 12 secs): user=<bob>,"
                    + " method=PLAIN, rip=198.51.100.7, lip=192.0.2.1, session=<x>\n";

    @TempDir
    Path folder;

    private CommandLineRun parse(String input, String... more) {
        String[] arguments = new String[more.length + 1];
        arguments[0] = "parse";
        System.arraycopy(more, 0, arguments, 1, more.length);
        CommandLineRun run = CommandLineRun.reading(input, folder, Map.of(), arguments);
        assertThat(run.err()).isEmpty();
        assertThat(run.status()).isZero();
        return run;
    }

    @Test
    void each_line_gives_one_in_its_order_with_the_reason_where_it_gives_nothing() {
        assertThat(parse(CONNECTION + "garbage\n\n" + REFUSAL + DOVECOT).out().lines())
                .satisfiesExactly(
                        line -> assertThat(line).isEqualTo("-  a connection"),
                        line -> assertThat(line).isEqualTo("-  no line of a log"),
                        line -> assertThat(line).isEqualTo("-  no line of a log"),
                        line -> assertThat(line)
                                .startsWith("198.51.100.7  relay_denied  RCPT from unknown[198.51.100.7]: 554 5.7.1"),
                        line -> assertThat(line).startsWith("198.51.100.7  auth_failed (3 times)  imap-login: "));
    }

    @Test
    void as_json_each_line_gives_an_object_with_ip_and_vector() {
        assertThat(parse(REFUSAL + CONNECTION, "--json").out().lines())
                .satisfiesExactly(
                        line -> assertThat(line)
                                .startsWith(
                                        "{\"ip\":\"198.51.100.7\",\"vector\":\"relay_denied\",\"times\":1,\"evidence\":\"RCPT"),
                        line -> assertThat(line).isEqualTo("{\"ip\":null,\"vector\":null,\"why\":\"a connection\"}"));
    }

    @Test
    void what_a_client_wrote_is_shown_escaped() {
        String line = REFUSAL.replace("<b@example.org>: Relay", "<\u001b[31m\u00e9@example.org>: Relay");

        assertThat(parse(line).out()).contains("<\\x1b[31m\\xe9@example.org>");
        assertThat(parse(line, "--json").out()).contains("<\\\\x1b[31m\\\\xe9@example.org>");
    }

    @Test
    void loopback_gives_nothing() {
        assertThat(parse(REFUSAL.replace("198.51.100.7", "127.0.0.1")).out())
                .startsWith("-  loopback, or a network that is spared");
    }

    @Test
    void own_rules_are_tried_too() throws IOException {
        Path file = Files.writeString(folder.resolve("own.toml"), """
                [[watch.rule]]
                name = "webmail"
                program = "roundcube"
                pattern = '^Login failed from (?<address>\\S+), user '
                vector = "auth_failed"
                sample = "Login failed from 198.51.100.7, user bob"
                """);

        String lines = """
                Nov 20 10:00:00 mx roundcube: Login failed from 198.51.100.8, user Login failed from 198.51.100.9, user
                Nov 20 10:00:00 mx other: Login failed from 198.51.100.8, user x
                """;

        assertThat(parse(lines, "--config", file.toString()).out().lines())
                .containsExactly(
                        "198.51.100.8  auth_failed  webmail: Login failed from 198.51.100.8, user Login failed from 198.51.100.9, user",
                        "-  a program that nothing is known of");
    }

    @Test
    void a_last_line_without_an_end_is_a_line() {
        assertThat(parse(CONNECTION.strip()).out()).isEqualTo("-  a connection\n");
    }
}
