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

/** The refusals of a real Postfix's own restrictions, one test a kind, as the watch reads them. */
@Tag("real")
class PostfixRefusalLinesRealTest {

    private static final String HELO = "mail.sender.example";
    private static final String SENDER = "a@sender.example";
    private static final String USER = "user@test.invalid";

    private static final Started started = new Started();
    private static LinesRun run;
    private static int mx;
    private static int early;
    private static int named;
    private static int deferring;

    @BeforeAll
    static void start() throws IOException {
        TestFolder folder = started.add(TestFolder.make("refusals"));
        ResolverOfItsOwn dns = started.add(ResolverOfItsOwn.start(folder.path(), records()));
        mx = Ports.free();
        early = Ports.free();
        named = Ports.free();
        deferring = Ports.free();
        PostfixInstance postfix = started.add(PostfixInstance.start(mainCf(), services(), dns.prefix()));
        run = started.add(new LinesRun(postfix));
    }

    @AfterAll
    static void stop() throws IOException {
        started.close();
    }

    private static List<String> records() {
        return List.of(
                "sender.example. IN A 192.0.2.1",
                "sender.example. IN MX 10 sender.example.",
                "silent.example. IN MX 0 .",
                "7.100.51.198.bl.test. IN A 127.0.0.2",
                "7.100.51.198.bl.test. IN TXT \"see https://bl.test/; from=<x@y.example> from unknown[198.51.100.9]: 550\"",
                "listed.example.names.test. IN A 127.0.0.2",
                "listed.example. IN A 192.0.2.1",
                "30.100.51.198.in-addr.arpa. IN PTR mail.right.example.",
                "mail.right.example. IN A 198.51.100.30",
                "31.100.51.198.in-addr.arpa. IN PTR mail.wrong.example.",
                "mail.wrong.example. IN A 192.0.2.77",
                "32.100.51.198.in-addr.arpa. IN PTR nowhere.example.",
                "33.100.51.198.in-addr.arpa. IN PTR 198-51-100-9.unknown.example.",
                "198-51-100-9.unknown.example. IN A 198.51.100.33");
    }

    private static List<String> mainCf() {
        return List.of(
                "smtp_dns_support_level = enabled",
                "disable_dns_lookups = no",
                "virtual_alias_domains = alias.invalid",
                "virtual_alias_maps = inline:{ known@alias.invalid=user@test.invalid }",
                "relay_domains = relay.invalid",
                "relay_recipient_maps = inline:{ x@relay.invalid=x }",
                "relay_transport = discard:",
                "local_transport = discard:",
                "mydestination = local.invalid",
                "local_recipient_maps = inline:{ x=x }",
                "unknown_client_reject_code = 550",
                "unknown_hostname_reject_code = 550",
                "smtpd_client_restrictions = check_client_access inline:{ { 198.51.100.40 = REJECT }, { 198.51.100.41 ="
                        + " REJECT You are not wanted here }, { 198.51.100.42 = reject_unknown_client_hostname }, {"
                        + " 198.51.100.43 = reject_unknown_reverse_client_hostname }, { 198.51.100.44 = DEFER }, {"
                        + " 198.51.100.45 = warn_if_reject reject }, { 198.51.100.46 = INFO }, { 198.51.100.47 = 521"
                        + " 5.7.1 Go away } }, reject_rbl_client bl.test, reject_rhsbl_sender names.test",
                "smtpd_helo_restrictions = check_helo_access inline:{ { denied.example = REJECT } },"
                        + " reject_invalid_helo_hostname, reject_non_fqdn_helo_hostname, check_helo_access inline:{ {"
                        + " missing.example = reject_unknown_helo_hostname } }",
                "smtpd_sender_restrictions = check_sender_access inline:{ { denied@sender.example = REJECT } },"
                        + " reject_non_fqdn_sender, check_sender_access inline:{ { nobody@test.invalid ="
                        + " reject_unlisted_sender }, { nowhere.example"
                        + " = reject_unknown_sender_domain }, { silent.example = reject_unknown_sender_domain } }",
                "smtpd_recipient_restrictions = check_recipient_access inline:{ { denied@test.invalid = REJECT }, {"
                        + " second@test.invalid = 554 5.7.1 Rejected: 198.51.100.9 is listed in bl.example }, {"
                        + " third@test.invalid = 450 4.7.1 Greylisted, see https://x.example/ }, { abuse@test.invalid = HOLD"
                        + " }, { postmaster@test.invalid = DISCARD }, { odd@test.invalid = 550 5.1.1 No such mailbox } },"
                        + " reject_non_fqdn_recipient, reject_unlisted_recipient",
                "smtpd_data_restrictions = reject_unauth_pipelining, reject_multi_recipient_bounce");
    }

    private static List<String> services() {
        return List.of(
                service(mx) + " -o smtpd_peername_lookup=no",
                service(early)
                        + " -o smtpd_delay_reject=no -o smtpd_client_port_logging=yes -o smtpd_peername_lookup=no",
                service(named) + " -o smtpd_peername_lookup=yes -o unknown_address_reject_code=550",
                service(deferring)
                        + " -o syslog_name=postfix/submission -o smtpd_relay_restrictions=defer_unauth_destination");
    }

    /** Says all up to the recipient, whatever comes back. */
    private static LinesRun.Visit writing(String helo, String sender, String recipient) {
        return client -> {
            client.reply();
            client.say("EHLO " + helo);
            client.say("MAIL FROM:<" + sender + ">");
            client.say("RCPT TO:<" + recipient + ">");
            client.say("QUIT");
        };
    }

    private static void rcpt(String address, String helo, String sender, String recipient, LinesRun.Line... lines)
            throws IOException {
        run.visit(address, mx, writing(helo, sender, recipient), lines);
    }

    @Test
    void an_unknown_user_of_each_kind_of_domain() throws IOException {
        rcpt(
                "198.51.100.50",
                HELO,
                SENDER,
                "nobody@test.invalid",
                line("User unknown in virtual mailbox table", "unknown_user"));
        rcpt(
                "198.51.100.51",
                HELO,
                SENDER,
                "nobody@alias.invalid",
                line("User unknown in virtual alias table", "unknown_user"));
        rcpt(
                "198.51.100.52",
                HELO,
                SENDER,
                "nobody@relay.invalid",
                line("User unknown in relay recipient table", "unknown_user"));
        rcpt(
                "2001:db8::53",
                HELO,
                SENDER,
                "nobody@local.invalid",
                line("User unknown in local recipient table", "unknown_user"));
    }

    @Test
    void an_attempt_to_relay() throws IOException {
        rcpt("198.51.100.54", HELO, SENDER, "a@elsewhere.example", line("554 5.7.1 <a@else", "relay_denied"));
        run.visit(
                "198.51.100.55",
                deferring,
                writing(HELO, SENDER, "a@elsewhere.example"),
                line("454 4.7.1 <a@elsewhere.example>: Relay access denied", "relay_denied"));
    }

    @Test
    void a_helo_that_no_server_gives() throws IOException {
        rcpt("198.51.100.56", "WIN-PC", SENDER, USER, line("504 5.5.2 <WIN-PC>", "bad_helo"));
        rcpt("198.51.100.57", "bad_helo!", SENDER, USER, line("501 5.5.2 <bad_helo!>", "bad_helo"));
        rcpt("198.51.100.58", "[1.2.3]", SENDER, USER, line("invalid ip address", "bad_helo"));
        rcpt("198.51.100.59", "missing.example", SENDER, USER, line("550 5.7.1 <missing.example>", "bad_helo"));
    }

    @Test
    void a_helo_that_is_refused_at_once_with_the_port_behind_the_address() throws IOException {
        run.visit(
                "198.51.100.60",
                early,
                client -> {
                    client.reply();
                    client.say("EHLO WIN-PC");
                    client.say("HELO x from unknown[198.51.100.9]: 550 5.1.1");
                    client.say("QUIT");
                },
                line("reject: EHLO from unknown[198.51.100.60]:40000: 504", "bad_helo"),
                line("reject: HELO from unknown[198.51.100.60]:40000: 501", "bad_helo"));
        run.visit(
                "2001:db8::61",
                early,
                client -> {
                    client.reply();
                    client.say("EHLO bad!");
                    client.say("QUIT");
                },
                line("reject: EHLO from unknown[2001:db8::61]:40000", "bad_helo"));
    }

    @Test
    void a_sender_that_cannot_be() throws IOException {
        rcpt("198.51.100.62", HELO, "a@nowhere.example", USER, harmless("450 4.1.8"));
        run.visit("198.51.100.34", named, writing(HELO, "a@nowhere.example", USER), line("550 5.1.8", "bad_sender"));
        rcpt("198.51.100.63", HELO, "a@silent.example", USER, line("(nullMX)", "bad_sender"));
        rcpt("198.51.100.64", HELO, "nodomain", USER, line("need fully-qualified address", "bad_sender"));
        rcpt("198.51.100.65", HELO, "nobody@test.invalid", USER, line("550 5.1.0", "bad_sender"));
    }

    @Test
    void a_name_that_is_missing_or_wrong() throws IOException {
        rcpt("198.51.100.42", HELO, SENDER, USER, line("cannot find your hostname", "bad_name"));
        rcpt("198.51.100.43", HELO, SENDER, USER, line("cannot find your reverse hostname", "bad_name"));
        run.visit(
                "198.51.100.31",
                named,
                writing(HELO, SENDER, USER),
                line("hostname mail.wrong.example does not resolve to address", "name_mismatch"));
        run.visit(
                "198.51.100.32",
                named,
                writing(HELO, SENDER, USER),
                line("hostname nowhere.example does not resolve to address", "name_mismatch"));
    }

    @Test
    void a_client_with_a_name() throws IOException {
        run.visit(
                "198.51.100.30",
                named,
                writing(HELO, SENDER, "nobody@test.invalid"),
                line("from mail.right.example[198.51.100.30]: 550", "unknown_user"));
        run.visit(
                "198.51.100.33",
                named,
                writing(HELO, SENDER, "nobody@test.invalid"),
                line("from 198-51-100-9.unknown.example[198.51.100.33]: 550", "unknown_user"));
    }

    @Test
    void a_client_or_a_sender_that_a_list_knows() throws IOException {
        rcpt("198.51.100.7", HELO, SENDER, USER, line("blocked using bl.test", "dnsbl"));
        rcpt("198.51.100.66", HELO, "a@listed.example", USER, line("blocked using names.test", "dnsbl"));
    }

    @Test
    void what_an_access_table_denies() throws IOException {
        rcpt("198.51.100.40", HELO, SENDER, USER, line("Client host rejected: Access denied", "access_denied"));
        rcpt("198.51.100.67", "denied.example", SENDER, USER, line("Helo command rejected", "access_denied"));
        rcpt("198.51.100.68", HELO, "denied@sender.example", USER, line("Sender address rejected", "access_denied"));
        rcpt("198.51.100.69", HELO, SENDER, "denied@test.invalid", line("Recipient address", "access_denied"));
    }

    @Test
    void what_an_access_table_or_a_policy_server_says_in_its_own_words() throws IOException {
        rcpt("198.51.100.70", HELO, SENDER, "second@test.invalid", harmless("554 5.7.1 <second@test.invalid>"));
        rcpt("198.51.100.71", HELO, SENDER, "third@test.invalid", harmless("450 4.7.1 <third@test.invalid>"));
        rcpt("198.51.100.72", HELO, SENDER, "odd@test.invalid", harmless("No such mailbox"));
    }

    @Test
    void what_is_no_refusal() throws IOException {
        rcpt("198.51.100.44", HELO, SENDER, USER, harmless("450 4.7.1"));
        rcpt("198.51.100.45", HELO, SENDER, USER, harmless("reject_warning: RCPT"));
        rcpt("198.51.100.46", HELO, SENDER, USER, harmless("NOQUEUE: info: RCPT"));
        rcpt("198.51.100.73", HELO, SENDER, "abuse@test.invalid", harmless("NOQUEUE: hold: RCPT"));
        rcpt("198.51.100.74", HELO, SENDER, "postmaster@test.invalid", harmless("NOQUEUE: discard: RCPT"));
    }

    @Test
    void whoever_is_sent_away_at_once() throws IOException {
        run.visit(
                "198.51.100.47",
                mx,
                client -> {
                    client.reply();
                    client.say("EHLO " + HELO);
                    client.say("MAIL FROM:<" + SENDER + ">");
                    client.say("RCPT TO:<" + USER + ">");
                    client.awaitClose();
                },
                harmless("521 5.7.1 <unknown[198.51.100.47]>: Client host rejected: Go away"));
    }

    @Test
    void commands_before_the_answers() throws IOException {
        run.visit(
                "198.51.100.75",
                mx,
                client -> {
                    client.reply();
                    client.say("HELO " + HELO);
                    client.send("MAIL FROM:<" + SENDER + ">\r\nRCPT TO:<" + USER
                            + ">\r\nDATA\r\nx from unknown[198.51.100.9]:\r\n");
                    client.reply();
                    client.reply();
                    client.reply();
                    client.say("QUIT");
                },
                line("improper command pipelining after", "pipelining"),
                line("Improper use of SMTP command pipelining", "pipelining"));
    }

    @Test
    void names_that_hold_the_likeness_of_a_client() throws IOException {
        String likeness = "\"x>: Relay access denied; from=<a> from unknown[198.51.100.9]: 550 5.1.1\"@test.invalid";
        rcpt("198.51.100.76", "unknown[198.51.100.9]:", likeness, "nobody@test.invalid", line("501 5.5.2", "bad_helo"));
        rcpt("198.51.100.77", HELO, SENDER, likeness, harmless("NOQUEUE: reject: RCPT"));
        rcpt(
                "198.51.100.78",
                HELO,
                "\"; client=unknown[198.51.100.9]\"@sender.example",
                "nobody@test.invalid",
                line("NOQUEUE: reject: RCPT", "unknown_user"));
    }
}
