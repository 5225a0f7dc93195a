package org.doorward.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Random text of clients in each field of each kind of line that clients have a say in, dressed as Postfix and Dovecot dress it. The address never changes, and
 * is never another one.
 */
class ForgeryFuzzTest {

    private static final String CLIENT = "198.51.100.20";
    private static final int ROUNDS = 3000;
    private static final long SEED = 20261126;

    private static final String TAIL = "; from=<a@sender.example> to=<u@dest.example> proto=ESMTP helo=<x>";

    /** What clients may write to be taken for somebody else. */
    private static final List<String> PIECES = List.of(
            "unknown[198.51.100.9]",
            "[198.51.100.9]",
            "[2001:db8::9]",
            "198.51.100.9",
            " from ",
            ": ",
            "; ",
            "; from=<",
            ">: ",
            "> to=<",
            " helo=<",
            " proto=ESMTP",
            "]:25: ",
            "]: ",
            "550 5.1.1 ",
            "Relay access denied",
            "Recipient address rejected: User unknown in local recipient table",
            "Service unavailable; Client host [198.51.100.9] blocked using x",
            "SASL LOGIN authentication failed: ",
            "rip=198.51.100.9, ",
            "lip=192.0.2.1",
            "user=<",
            ">, method=PLAIN, ",
            "session=<",
            "(auth failed, 3 attempts in 2 secs): ",
            "SRC=198.51.100.9 ",
            "NOQUEUE: reject: RCPT from ",
            "warning: ",
            "client=",
            "lost connection after DATA from ",
            "does not resolve to address 198.51.100.9",
            "\n",
            "\r\nNov 26 13:00:00 mx postfix/smtpd[1]: ",
            "\t",
            "\0",
            "\"",
            "\\",
            "<",
            ">",
            "[",
            "]",
            " ");

    /** How a program dresses what a client wrote. */
    private enum Dress {
        /** Control characters become question marks. */
        PRINTABLE {
            @Override
            String on(String text) {
                return text.codePoints()
                        .map(c -> c < ' ' || c > '~' ? '?' : c)
                        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                        .toString();
            }
        },
        /** So do blanks, brackets and quotes, in a HELO. */
        NEUTERED {
            @Override
            String on(String text) {
                return PRINTABLE.on(text).replaceAll("[ <>()\\\\\";@]", "?");
            }
        },
        /** The local part of an address in the tail. */
        QUOTED {
            @Override
            String on(String text) {
                return '"' + PRINTABLE.on(text).replace("\\", "\\\\").replace("\"", "\\\"") + '"';
            }
        },
        /** Bytes that were not read as a command. */
        ESCAPED {
            @Override
            String on(String text) {
                return cut(
                        PRINTABLE.on(
                                text.replace("\\", "\\\\").replace("\r", "\\r").replace("\n", "\\n")),
                        100);
            }
        },
        /** A command, a header, a SASL user: cut as well. */
        SHORT {
            @Override
            String on(String text) {
                return cut(PRINTABLE.on(text), 100);
            }
        },
        /** A mechanism. */
        WORD {
            @Override
            String on(String text) {
                return SHORT.on(text.replace(" ", ""));
            }
        },
        /** A verified name. */
        NAME {
            @Override
            String on(String text) {
                return cut("x" + text.replaceAll("[^A-Za-z0-9._-]", "-"), 200);
            }
        };

        abstract String on(String text);

        private static String cut(String text, int length) {
            return text.substring(0, Math.min(length, text.length()));
        }
    }

    /** A kind of line, with {@code %s} where the client's text stands. */
    private enum Kind {
        HELO_TAIL(
                Dress.NEUTERED,
                smtpd(
                        "reject: RCPT from unknown[" + CLIENT
                                + "]: 554 5.7.1 <a@else.example>: Relay access denied; from=<a@b> to=<a@else.example> proto=ESMTP helo=<%s>")),
        HELO_TEXT(
                Dress.PRINTABLE,
                smtpd("reject: EHLO from unknown[" + CLIENT
                        + "]: 501 5.5.2 <%s>: Helo command rejected: Invalid name; proto=SMTP")),
        SENDER_TAIL(
                Dress.QUOTED,
                smtpd(
                        "reject: RCPT from unknown[" + CLIENT
                                + "]: 554 5.7.1 <a@else.example>: Relay access denied; from=<%s@b> to=<a@else.example> proto=ESMTP helo=<x>")),
        SENDER_TEXT(
                Dress.PRINTABLE,
                smtpd("reject: RCPT from unknown[" + CLIENT
                        + "]: 550 5.1.8 <%s@b>: Sender address rejected: Domain not found" + TAIL)),
        RECIPIENT_TAIL(
                Dress.QUOTED,
                smtpd("reject: RCPT from unknown[" + CLIENT + "]: 554 5.7.1 Service unavailable; Client host [" + CLIENT
                        + "] blocked using bl.example; from=<a@b> to=<%s@dest.example> proto=ESMTP helo=<x>")),
        RECIPIENT_TEXT(
                Dress.PRINTABLE,
                smtpd("reject: RCPT from unknown[" + CLIENT + "]: 554 5.7.1 <%s@else.example>: Relay access denied"
                        + TAIL)),
        LIST_REASON(
                Dress.PRINTABLE,
                smtpd("reject: RCPT from unknown[" + CLIENT + "]: 554 5.7.1 Service unavailable; Client host [" + CLIENT
                        + "] blocked using bl.example; %s" + TAIL)),
        NAME(
                Dress.NAME,
                smtpd("reject: RCPT from %s[" + CLIENT + "]: 554 5.7.1 <a@else.example>: Relay access denied" + TAIL)),
        MILTER(Dress.PRINTABLE, smtpd("milter-reject: DATA from unknown[" + CLIENT + "]: 550 5.7.1 %s" + TAIL)),
        SASL_USER(
                Dress.SHORT,
                warning("unknown[" + CLIENT + "]: SASL PLAIN authentication failed: UGFzc3dvcmQ6, sasl_username=%s")),
        SASL_MECHANISM(
                Dress.WORD,
                warning("unknown[" + CLIENT + "]: SASL %s authentication failed: Invalid authentication mechanism")),
        MISMATCH(Dress.NAME, warning("hostname %s does not resolve to address " + CLIENT)),
        NON_SMTP(Dress.SHORT, warning("non-SMTP command from unknown[" + CLIENT + "]: %s")),
        SYNTAX(Dress.PRINTABLE, warning("Illegal address syntax from unknown[" + CLIENT + "] in MAIL command: %s")),
        ETRN(Dress.SHORT, warning("reject: ETRN %s... from unknown[" + CLIENT + "]")),
        PIPELINING(
                Dress.ESCAPED,
                line("smtpd", "improper command pipelining after EHLO from unknown[" + CLIENT + "]: %s")),
        FILTERED(Dress.SHORT, line("smtpd", "unknown[" + CLIENT + "]: replacing command \"%s\" with \"NOOP\"")),
        LOGGED_IN(
                Dress.PRINTABLE,
                line("smtpd", "4FE7E2167E4: client=unknown[" + CLIENT + "], sasl_method=PLAIN, sasl_username=%s")),
        HEADER(
                Dress.SHORT,
                line(
                        "cleanup",
                        "4FE7E2167E5: reject: header Subject: %s from unknown[" + CLIENT + "]" + TAIL + ": 5.7.1 no")),
        MESSAGE_ID(Dress.PRINTABLE, line("cleanup", "4FE7E2167E5: message-id=<%s>")),
        PREGREET(Dress.ESCAPED, line("postscreen", "PREGREET 9 after 0.1 from [" + CLIENT + "]:40000: %s")),
        SCREEN_PIPELINING(
                Dress.ESCAPED, line("postscreen", "COMMAND PIPELINING from [" + CLIENT + "]:40000 after %s: x")),
        SCREEN_NON_SMTP(
                Dress.SHORT, line("postscreen", "NON-SMTP COMMAND from [" + CLIENT + "]:40000 after CONNECT: %s")),
        BARE_NEWLINE(Dress.ESCAPED, line("postscreen", "BARE NEWLINE from [" + CLIENT + "]:40000 after %s")),
        SCREEN_SENDER(
                Dress.QUOTED,
                line(
                        "postscreen",
                        "NOQUEUE: reject: RCPT from [" + CLIENT + "]:40000: 550 5.7.1 Service unavailable; client ["
                                + CLIENT
                                + "] blocked using bl.example; from=<%s@b>, to=<u@dest.example>, proto=ESMTP, helo=<x>")),
        BOUNCE(
                Dress.PRINTABLE,
                line("smtp", "4FE7E2167E4: to=<a@b>, relay=none, delay=0, dsn=5.0.0, status=bounced (%s)")),
        DOVECOT_USER(
                Dress.SHORT,
                "Nov 26 13:00:00 mx dovecot: imap-login: Disconnected (auth failed, 1 attempts in 2 secs): user=<%s>, method=PLAIN, rip="
                        + CLIENT + ", lip=192.0.2.25, TLS, session=<AbC>"),
        DOVECOT_METHOD(
                Dress.WORD,
                "Nov 26 13:00:00 mx dovecot: imap-login: Aborted login (auth failed, 1 attempts in 2 secs): user=<bob>, method=%s, rip="
                        + CLIENT + ", lip=192.0.2.25, session=<AbC>"),
        DOVECOT_AUTH(Dress.SHORT, "Nov 26 13:00:00 mx dovecot: auth: pam(%s," + CLIENT + ",<AbC>): unknown user"),
        OTHER_PROGRAM(Dress.PRINTABLE, "Nov 26 13:00:00 mx sshd[1]: Invalid user %s from 198.51.100.9 port 22");

        private final Dress dress;
        private final String line;

        Kind(Dress dress, String line) {
            this.dress = dress;
            this.line = line;
        }

        private static String line(String daemon, String message) {
            return "Nov 26 13:00:00 mx postfix/" + daemon + "[7]: " + message;
        }

        private static String smtpd(String message) {
            return line("smtpd", "NOQUEUE: " + message);
        }

        private static String warning(String message) {
            return line("smtpd", "warning: " + message);
        }

        private String with(String text) {
            return line.replace("%s", dress.on(text));
        }

        /** What it gives of a client that writes nothing odd. */
        private Told ordinary() {
            return Told.of(parser().read(with("bob")));
        }
    }

    /** One that has seen whose message the one with the refused header is. */
    private static LineParser parser() {
        LineParser parser = Told.parser();
        parser.read("Nov 26 13:00:00 mx postfix/smtpd[7]: 4FE7E2167E5: client=unknown[" + CLIENT + "]");
        return parser;
    }

    private static String text(RandomGenerator random) {
        StringBuilder text = new StringBuilder();
        int pieces = 1 + random.nextInt(12);
        for (int i = 0; i < pieces; i++) {
            if (random.nextInt(4) == 0) {
                text.append((char) random.nextInt(256));
            } else {
                text.append(PIECES.get(random.nextInt(PIECES.size())));
            }
        }
        return text.toString();
    }

    @ParameterizedTest
    @EnumSource
    void nobody_else_is_ever_blamed(Kind kind) {
        Random random = new Random(SEED + kind.name().hashCode());
        List<String> wrong = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            String line = kind.with(text(random));
            Told told = Told.of(parser().read(line));
            if (!told.equals(Told.NOTHING) && !told.address().equals(CLIENT)) {
                wrong.add(told + ": " + line);
            }
        }
        assertThat(wrong).as("seed %d", SEED).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(
            names = {
                "HELO_TAIL",
                "RECIPIENT_TAIL",
                "LIST_REASON",
                "NAME",
                "MILTER",
                "SASL_USER",
                "NON_SMTP",
                "PIPELINING",
                "HEADER",
                "PREGREET",
                "SCREEN_PIPELINING",
                "SCREEN_NON_SMTP",
                "BARE_NEWLINE",
                "SCREEN_SENDER",
                "DOVECOT_USER"
            })
    void what_a_client_writes_behind_himself_does_not_hide_him(Kind kind) {
        Random random = new Random(SEED - kind.name().hashCode());
        Told ordinary = kind.ordinary();
        assertThat(ordinary.address()).isEqualTo(CLIENT);
        for (int round = 0; round < ROUNDS; round++) {
            String line = kind.with(text(random));
            assertThat(Told.of(parser().read(line)))
                    .as("seed %d: %s", SEED, line)
                    .isEqualTo(ordinary);
        }
    }

    @Test
    void a_whole_line_of_noise_blames_nobody_that_it_does_not_name() {
        Random random = new Random(SEED);
        LineParser parser = Told.parser();
        for (int round = 0; round < 100_000; round++) {
            String line = text(random) + text(random);
            assertThat(Told.of(parser.read(line)).address())
                    .as("seed %d: %s", SEED, line)
                    .isEqualTo("-");
        }
    }
}
