package org.doorward.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

/** {@code doorward replay} on small logs that are written by hand, a rule each. */
class ReplayCommandTest {

    private static final String BAD = "198.51.100.7";

    private final List<String> log = new ArrayList<>();

    @TempDir
    Path folder;

    @Test
    void a_ban_begins_at_the_line_that_trips_and_what_follows_is_saved() throws IOException {
        connected("Nov 20 10:00:00", BAD);
        relayDenied("Nov 20 10:00:01", BAD);
        relayDenied("Nov 20 10:00:02", BAD);
        relayDenied("Nov 20 10:00:03", BAD);
        relayDenied("Nov 20 10:00:04", BAD);
        connected("Nov 20 10:30:00", BAD);
        connected("Nov 20 10:30:00", "198.51.100.8");

        JsonAnswer answer = replayed();

        assertThat(answer.field("bans")).isEqualTo("1");
        assertThat(answer.field("bans_by_vector.relay_denied")).isEqualTo("1");
        assertThat(answer.field("refusals.all")).isEqualTo("4");
        assertThat(answer.field("refusals.saved")).isEqualTo("1");
        assertThat(answer.field("connections.all")).isEqualTo("3");
        assertThat(answer.field("connections.saved")).isEqualTo("1");
        assertThat(answer.field("offenders")).isEqualTo("1");
        assertThat(answer.list("most_banned").get(0))
                .containsEntry("network", BAD + "/32")
                .containsEntry("first_ban", "2026-11-20T10:00:03Z")
                .containsEntry("connections_saved", "1");
    }

    @Test
    void a_line_of_the_same_second_as_the_tripping_one_is_saved_too() throws IOException {
        for (int i = 0; i < 5; i++) {
            relayDenied("Nov 20 10:00:00", BAD);
        }

        assertThat(replayed().field("refusals.saved")).isEqualTo("2");
    }

    @Test
    void two_relay_attempts_ban_nobody() throws IOException {
        relayDenied("Nov 20 10:00:00", BAD);
        relayDenied("Nov 20 10:00:00", BAD);
        connected("Nov 20 10:01:00", BAD);

        JsonAnswer answer = replayed();

        assertThat(answer.field("bans")).isEqualTo("0");
        assertThat(answer.field("connections.saved")).isEqualTo("0");
    }

    @Test
    void a_ban_ends_with_its_rung_and_a_return_is_banned_on_the_next() throws IOException {
        tripped("Nov 20 10:00:00", BAD);
        connected("Nov 20 10:59:59", BAD);
        connected("Nov 20 11:00:00", BAD);
        tripped("Nov 20 12:00:00", BAD);
        connected("Nov 21 11:59:59", BAD);
        connected("Nov 21 12:00:00", BAD);

        JsonAnswer answer = replayed();

        assertThat(answer.field("bans_by_rung.1")).isEqualTo("1");
        assertThat(answer.field("bans_by_rung.2")).isEqualTo("1");
        assertThat(answer.field("connections.saved")).isEqualTo("2");
        assertThat(answer.list("most_banned").get(0)).containsEntry("bans", "2").containsEntry("rung", "2");
    }

    @Test
    void what_a_banned_client_does_is_not_held_against_it() throws IOException {
        tripped("Nov 20 10:00:00", BAD);
        tripped("Nov 20 10:59:00", BAD);
        relayDenied("Nov 20 11:00:01", BAD);

        JsonAnswer answer = replayed();

        assertThat(answer.field("bans")).isEqualTo("1");
        assertThat(answer.field("refusals.saved")).isEqualTo("3");
    }

    @Test
    void a_network_of_ipv6_is_one_client() throws IOException {
        relayDenied("Nov 20 10:00:00", "2001:db8:1:2::a");
        relayDenied("Nov 20 10:00:01", "2001:db8:1:2::b");
        relayDenied("Nov 20 10:00:02", "2001:db8:1:2::c");
        connected("Nov 20 10:00:03", "2001:db8:1:2::d");

        JsonAnswer answer = replayed();

        assertThat(answer.field("bans")).isEqualTo("1");
        assertThat(answer.field("connections.saved")).isEqualTo("1");
    }

    @Test
    void who_delivered_mail_before_during_or_after_is_banned_wrongly() throws IOException {
        accepted("Nov 20 09:00:00", BAD, "AAAAAA1");
        tripped("Nov 20 10:00:00", BAD);
        accepted("Nov 20 10:10:00", BAD, "AAAAAA2");
        accepted("Nov 20 12:00:00", BAD, "AAAAAA3");
        tripped("Nov 20 10:00:00", "198.51.100.9");

        JsonAnswer answer = replayed();

        assertThat(answer.list("wrongly_banned")).hasSize(1);
        assertThat(answer.list("wrongly_banned").get(0))
                .containsEntry("network", BAD + "/32")
                .containsEntry("vector", "relay_denied")
                .containsEntry("accepted", "3")
                .containsEntry("accepted_while_banned", "1");
    }

    @Test
    void users_who_logged_in_while_banned_are_named_and_whoever_logged_in_before_is_spared() throws IOException {
        tripped("Nov 20 10:00:00", BAD);
        loggedIn("Nov 20 10:10:00", BAD);
        loggedIn("Nov 20 09:00:00", "198.51.100.9");
        tripped("Nov 20 10:00:00", "198.51.100.9");

        JsonAnswer answer = replayed();

        assertThat(answer.field("bans")).isEqualTo("1");
        assertThat(answer.list("users_banned")).hasSize(1);
        assertThat(answer.list("users_banned").get(0))
                .containsEntry("network", BAD + "/32")
                .containsEntry("logins_while_banned", "1");
    }

    @Test
    void whom_the_configuration_never_bans_is_not_banned() throws IOException {
        tripped("Nov 20 10:00:00", BAD);
        tripped("Nov 20 10:00:00", "192.168.7.7");

        JsonAnswer answer = replayed("--set", "ban.never=[\"198.51.100.0/28\"]");

        assertThat(answer.field("bans")).isEqualTo("0");
        assertThat(answer.field("bans_refused")).isEqualTo("2");
    }

    @Test
    void a_line_that_goes_back_in_time_counts_at_its_own_time() throws IOException {
        tripped("Nov 20 10:00:05", BAD);
        connected("Nov 20 10:00:04", BAD);
        connected("Nov 20 12:00:00", BAD);
        connected("Nov 20 10:30:00", BAD);

        assertThat(replayed().field("connections.saved")).isEqualTo("1");
    }

    @Test
    void stamps_without_a_year_pass_over_new_year() throws IOException {
        tripped("Dec 31 23:59:58", BAD);
        connected("Jan  1 00:59:57", BAD);
        connected("Jan  1 00:59:58", BAD);

        JsonAnswer answer =
                JsonAnswer.understood(CommandLineRun.of(folder, arguments(write("mail.log", "2026-01-02T00:00:00Z")))
                        .out());

        assertThat(answer.field("connections.saved")).isEqualTo("1");
        assertThat(answer.field("from")).isEqualTo("2025-12-31T23:59:58Z");
        assertThat(answer.field("until")).isEqualTo("2026-01-01T00:59:58Z");
    }

    @Test
    void several_logs_are_read_as_one_in_any_order_packed_or_not() throws IOException {
        relayDenied("Nov 20 10:00:00", BAD);
        Path oldest = packed("mail.log.2.gz");
        log.clear();
        relayDenied("Nov 20 10:00:01", BAD);
        Path older = write("mail.log.1");
        log.clear();
        relayDenied("Nov 20 10:00:02", BAD);
        connected("Nov 20 10:00:04", BAD);
        Path newest = write("mail.log");
        log.clear();
        log.add("Nov 20 10:00:03 mx kernel: doorward-probe: IN=eth0 OUT= SRC=" + BAD
                + " DST=192.0.2.25 LEN=40 PROTO=TCP SPT=40000 DPT=23 WINDOW=1024 SYN URGP=0 ");
        Path kernel = write("kern.log");

        JsonAnswer answer = JsonAnswer.understood(CommandLineRun.of(folder, arguments(newest, kernel, oldest, older))
                .out());

        assertThat(answer.field("bans")).isEqualTo("1");
        assertThat(answer.field("connections.saved")).isEqualTo("1");
        assertThat(answer.field("lines.read")).isEqualTo("5");
        assertThat(answer.field("lines.offences")).isEqualTo("4");
    }

    @Test
    void a_journal_is_read_in_both_of_its_forms() throws IOException {
        String json = "";
        String export = "";
        for (int second = 0; second < 3; second++) {
            String message =
                    "NOQUEUE: reject: RCPT from unknown[" + BAD + "]: 554 5.7.1 <b@example.org>: Relay access denied;"
                            + " from=<a@example.org> to=<b@example.org> proto=ESMTP helo=<x>";
            String time = "176363280" + second + "000000";
            json += "{\"__REALTIME_TIMESTAMP\":\"" + time + "\",\"_TRANSPORT\":\"syslog\",\"_UID\":\"0\","
                    + "\"SYSLOG_IDENTIFIER\":\"postfix/smtpd\",\"MESSAGE\":\"" + message + "\"}\n";
            export += "__CURSOR=s=" + second + "\n__REALTIME_TIMESTAMP=" + time + "\n_TRANSPORT=syslog\n_UID=0\n"
                    + "SYSLOG_IDENTIFIER=postfix/smtpd\nMESSAGE=" + message + "\n\n";
        }
        Path first = Files.writeString(folder.resolve("journal.json"), json);
        Path second = Files.writeString(folder.resolve("journal.export"), export);

        assertThat(JsonAnswer.understood(
                                CommandLineRun.of(folder, arguments(first)).out())
                        .field("bans"))
                .isEqualTo("1");
        assertThat(JsonAnswer.understood(
                                CommandLineRun.of(folder, arguments(second)).out())
                        .field("bans"))
                .isEqualTo("1");
    }

    @Test
    void a_log_packed_by_xz_is_read_under_any_name() throws IOException {
        tripped("Nov 20 10:00:00", BAD);
        Path file = folder.resolve("mail.log.2");
        try (OutputStream out = new XZOutputStream(Files.newOutputStream(file), new LZMA2Options(6))) {
            out.write(text().getBytes(StandardCharsets.ISO_8859_1));
        }

        CommandLineRun run = CommandLineRun.of(folder, arguments(file));

        assertThat(run.err()).isEmpty();
        assertThat(JsonAnswer.understood(run.out()).field("bans")).isEqualTo("1");
    }

    @Test
    void standard_input_is_a_log_among_others() throws IOException {
        relayDenied("Nov 20 10:00:00", BAD);
        relayDenied("Nov 20 10:00:02", BAD);
        Path file = write("mail.log");
        log.clear();
        relayDenied("Nov 20 10:00:01", BAD);

        CommandLineRun run = CommandLineRun.reading(text(), folder, Map.of(), arguments(file, Path.of("-")));

        assertThat(run.err()).isEmpty();
        JsonAnswer answer = JsonAnswer.understood(run.out());
        assertThat(answer.field("bans")).isEqualTo("1");
        assertThat(answer.field("until")).isEqualTo("2026-11-20T10:00:02Z");
    }

    @Test
    void only_the_time_that_is_asked_for_counts() throws IOException {
        tripped("Nov 18 10:00:00", "198.51.100.9");
        tripped("Nov 19 10:00:00", BAD);
        tripped("Nov 20 10:00:00", "198.51.100.8");

        JsonAnswer answer = replayed("--from", "2026-11-19", "--until", "2026-11-20T00:00");

        assertThat(answer.field("bans")).isEqualTo("1");
        assertThat(answer.field("lines.read")).isEqualTo("3");
        assertThat(answer.field("lines.of_another_time")).isEqualTo("6");
        assertThat(replayed("--from", "60h").field("bans")).isEqualTo("2");
    }

    @Test
    void the_text_is_for_operators() throws IOException {
        tripped("Nov 20 10:00:00", BAD);
        connected("Nov 20 10:00:30", BAD);

        CommandLineRun run =
                CommandLineRun.of(folder, "replay", write("mail.log").toString());

        assertThat(run.status()).isZero();
        assertThat(run.out())
                .contains("From 2026-11-20 10:00:00 to 2026-11-20 10:00:30 (")
                .containsPattern("for relay_denied +1\\R")
                .containsPattern("rung 1, of 1 h +1\\R")
                .containsPattern("connections +1 of +1 +100.0 %")
                .contains("Banned, although mail of theirs was accepted: none");
    }

    @Test
    void what_cannot_be_read_is_named_with_a_remedy() throws IOException {
        Path none = Files.writeString(folder.resolve("shopping"), "bread\nmilk\n");
        Path packed = Files.write(folder.resolve("half.gz"), new byte[] {0x1f, (byte) 0x8b, 8, 0, 0});

        assertThat(CommandLineRun.of(folder, "replay", none.toString()))
                .satisfies(run -> assertThat(run.status()).isEqualTo(1))
                .satisfies(run -> assertThat(run.err()).contains(none.toString(), "syslog daemons write them"));
        assertThat(CommandLineRun.of(folder, "replay", "/nowhere/mail.log").err())
                .contains("/nowhere/mail.log: there is no such file");
        assertThat(CommandLineRun.of(folder, "replay", packed.toString()).err())
                .contains(packed.toString(), "cannot be read");
        assertThat(CommandLineRun.of(folder, "replay", folder.toString()).err()).contains("is a directory");
        assertThat(CommandLineRun.of(folder, "replay", "--zone", "Mars", none.toString()))
                .satisfies(run -> assertThat(run.status()).isEqualTo(2))
                .satisfies(run -> assertThat(run.err()).contains("--zone: \"Mars\" is no time zone"));
    }

    private JsonAnswer replayed(String... more) throws IOException {
        List<String> all = new ArrayList<>(List.of(arguments(write("mail.log"))));
        all.addAll(List.of(more));
        CommandLineRun run = CommandLineRun.of(folder, Map.of(), all.toArray(String[]::new));
        assertThat(run.err()).isEmpty();
        return JsonAnswer.understood(run.out());
    }

    private static String[] arguments(Path... logs) {
        List<String> all = new ArrayList<>(List.of("replay", "--json", "--zone", "UTC"));
        for (Path one : logs) {
            all.add(one.toString());
        }
        return all.toArray(String[]::new);
    }

    private Path write(String name) throws IOException {
        return write(name, "2026-11-21T20:00:00Z");
    }

    private Path write(String name, String written) throws IOException {
        Path file = Files.write(folder.resolve(name), log, StandardCharsets.ISO_8859_1);
        return Files.setLastModifiedTime(file, FileTime.from(Instant.parse(written)));
    }

    private String text() {
        return String.join("\n", log) + "\n";
    }

    private Path packed(String name) throws IOException {
        Path file = folder.resolve(name);
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write(text().getBytes(StandardCharsets.ISO_8859_1));
        }
        return Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2026-11-21T20:00:00Z")));
    }

    private void connected(String stamp, String client) {
        log.add(stamp + " mx postfix/smtpd[17]: connect from unknown[" + client + "]");
    }

    private void relayDenied(String stamp, String client) {
        log.add(stamp + " mx postfix/smtpd[17]: NOQUEUE: reject: RCPT from unknown[" + client
                + "]: 554 5.7.1 <b@example.org>: Relay access denied; from=<a@example.org> to=<b@example.org>"
                + " proto=ESMTP helo=<x>");
    }

    /** Three relay attempts at one moment. */
    private void tripped(String stamp, String client) {
        relayDenied(stamp, client);
        relayDenied(stamp, client);
        relayDenied(stamp, client);
    }

    private void accepted(String stamp, String client, String queueId) {
        log.add(stamp + " mx postfix/smtpd[17]: " + queueId + ": client=unknown[" + client + "]");
        log.add(stamp + " mx postfix/qmgr[18]: " + queueId
                + ": from=<a@example.org>, size=4711, nrcpt=1 (queue active)");
    }

    private void loggedIn(String stamp, String client) {
        log.add(stamp + " mx dovecot: imap-login: Login: user=<bob>, method=PLAIN, rip=" + client
                + ", lip=192.0.2.25, mpid=99, TLS, session=<x>");
    }
}
