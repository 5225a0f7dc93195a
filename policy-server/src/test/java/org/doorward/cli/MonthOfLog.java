package org.doorward.cli;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.Locale;
import java.util.PriorityQueue;
import java.util.Random;

/**
 * Writes a month of a mail host's log: good senders, greylisted ones, robots that guess, relay, come from lists, guess passwords, speak before the greeting,
 * hang up; each kind of client with some that come all the time and many that come once. Sessions overlap. Tells of each line what happened in it, in words
 * of its own.
 */
final class MonthOfLog {

    static final Instant BEGIN = Instant.parse("2026-10-01T00:00:00Z");
    private static final long SECONDS = 30L * 24 * 3600;
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("MMM ppd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

    /** So many lines has a session, about. */
    private static final double LINES_A_SESSION = 4.55;

    private static final int MOST_OF_A_GROUP = 13_000;
    private static final int USERS = 7;

    private final Random random;
    private final MonthCount count;
    private final long lines;
    private final PriorityQueue<Line> ahead =
            new PriorityQueue<>(Comparator.comparingLong(Line::second).thenComparingLong(Line::number));
    private long numbered;
    private long sessions;
    private long written;
    private long lastSecond = -1;
    private String lastStamp = "";

    /** A line that is still to be written. */
    private record Line(long second, long number, String text, Runnable happened) {}

    MonthOfLog(long seed, long lines, MonthCount count) {
        this.random = new Random(seed);
        this.lines = lines;
        this.count = count;
    }

    /** Writes about so many lines as were asked for. */
    void write(Path file) throws IOException {
        try (BufferedWriter out = Files.newBufferedWriter(file, StandardCharsets.ISO_8859_1)) {
            long all = (long) (lines / LINES_A_SESSION);
            for (long i = 0; i < all; i++) {
                long second = i * SECONDS / all;
                writeUpTo(second, out);
                session(second);
            }
            writeUpTo(Long.MAX_VALUE, out);
        }
        Files.setLastModifiedTime(file, FileTime.from(BEGIN.plusSeconds(SECONDS)));
    }

    long written() {
        return written;
    }

    private void writeUpTo(long second, BufferedWriter out) throws IOException {
        while (!ahead.isEmpty() && ahead.peek().second() < second) {
            Line line = ahead.remove();
            out.write(line.text());
            out.write('\n');
            line.happened().run();
            written++;
        }
    }

    private void say(long second, String program, String message, Runnable happened) {
        if (second != lastSecond) {
            lastSecond = second;
            lastStamp = STAMP.format(BEGIN.plusSeconds(second));
        }
        ahead.add(new Line(second, numbered++, lastStamp + " mx " + program + ": " + message, happened));
    }

    private void nothing(long second, String program, String message) {
        say(second, program, message, count::nothing);
    }

    /** Few come all the time, most once or twice. */
    private int zipf(int most) {
        return (int) Math.min(most - 1, Math.exp(random.nextDouble() * Math.log(most)) - 1);
    }

    private void session(long second) {
        sessions++;
        int kind = random.nextInt(1000);
        if (kind < 280) {
            good(second, client(1, zipf(3000)));
        } else if (kind < 430) {
            greylisted(second, client(2, zipf(13_000)));
        } else if (kind < 600) {
            unknownUsers(second, kind < 440 ? client(1, zipf(3000)) : client(3, zipf(8000)));
        } else if (kind < 640) {
            relay(second, client(4, zipf(3000)));
        } else if (kind < 700) {
            listed(second, client(5, zipf(13_000)));
        } else if (kind < 790) {
            listedAtPostscreen(second, client(5, zipf(13_000)));
        } else if (kind < 850) {
            passwords(second, client(6, zipf(4000)));
        } else if (kind < 880) {
            boolean user = kind >= 865;
            imap(second, user, user ? client(USERS, zipf(200)) : client(6, zipf(4000)));
        } else if (kind < 920) {
            pregreet(second, client(3, zipf(8000)));
        } else if (kind < 960) {
            hangup(second, client(8, zipf(13_000)));
        } else if (kind < 975) {
            badHeader(second, client(9, zipf(2000)));
        } else if (kind < 980) {
            nonSmtp(second, client(4, zipf(3000)));
        } else {
            chatter(second);
        }
    }

    /** Each third robot has IPv6, and there many addresses in its /64. The others are of the network that RFC 2544 keeps for tests. */
    private String client(int group, int number) {
        if (number % 3 == 2 && group >= 3 && group != USERS) {
            return "2001:db8:" + Integer.toHexString(group) + ":" + Integer.toHexString(number) + "::"
                    + Integer.toHexString(1 + random.nextInt(3));
        }
        int address = group * MOST_OF_A_GROUP + number;
        return "198." + (18 + (address >> 16)) + "." + (address >> 8 & 255) + "." + (address & 255);
    }

    private static String smtpd(long session) {
        return "postfix/smtpd[" + (1000 + session % 30_000) + "]";
    }

    private String queueId() {
        return String.format(Locale.ROOT, "%010X", sessions);
    }

    private void connect(long second, String program, String client) {
        say(second, program, "connect from unknown[" + client + "]", () -> count.connected(client, second));
    }

    private void disconnect(long second, String program, String client, String statistics) {
        nothing(second, program, "disconnect from unknown[" + client + "] ehlo=1 " + statistics);
    }

    private void good(long second, String client) {
        String program = smtpd(sessions);
        String id = queueId();
        connect(second, program, client);
        nothing(second + 1, program, id + ": client=mail.example.net[" + client + "]");
        nothing(second + 1, "postfix/cleanup[77]", id + ": message-id=<" + sessions + "@example.net>");
        say(
                second + 2,
                "postfix/qmgr[78]",
                id + ": from=<news@example.net>, size=4711, nrcpt=1 (queue active)",
                () -> count.accepted(client, second + 2));
        disconnect(second + 3, program, client, "mail=1 rcpt=1 data=1 quit=1 commands=5");
        nothing(
                second + 3,
                "postfix/lmtp[79]",
                id
                        + ": to=<user@example.com>, relay=mx[private/dovecot-lmtp], delay=0.3, dsn=2.0.0, status=sent (250 2.0.0 ok)");
        nothing(second + 4, "postfix/qmgr[78]", id + ": removed");
    }

    private void greylisted(long second, String client) {
        String program = smtpd(sessions);
        connect(second, program, client);
        nothing(
                second + 1,
                program,
                "NOQUEUE: reject: RCPT from unknown[" + client
                        + "]: 450 4.2.0 <user@example.com>: Recipient address rejected: Greylisted, come back in 300 s;"
                        + " from=<a@example.org> to=<user@example.com> proto=ESMTP helo=<example.org>");
        disconnect(second + 2, program, client, "mail=1 rcpt=0/1 quit=1 commands=3/4");
    }

    private void refuse(long second, String program, String client, String vector, String reply) {
        say(
                second,
                program,
                "NOQUEUE: reject: RCPT from unknown[" + client + "]: " + reply
                        + "; from=<a@example.org> to=<b@example.com> proto=ESMTP helo=<friend>",
                () -> count.offence(client, second, vector, 1, true, ""));
    }

    private void unknownUsers(long second, String client) {
        String program = smtpd(sessions);
        connect(second, program, client);
        int tries = 1 + zipf(6);
        for (int i = 0; i < tries; i++) {
            refuse(
                    second + 1 + i,
                    program,
                    client,
                    "unknown_user",
                    "550 5.1.1 <b@example.com>: Recipient address rejected: User unknown in local recipient table");
        }
        disconnect(second + 2 + tries, program, client, "mail=1 rcpt=0/" + tries + " quit=1 commands=3/4");
    }

    private void relay(long second, String client) {
        String program = smtpd(sessions);
        connect(second, program, client);
        int tries = 1 + zipf(3);
        for (int i = 0; i < tries; i++) {
            refuse(second + 1, program, client, "relay_denied", "554 5.7.1 <b@example.com>: Relay access denied");
        }
        disconnect(second + 2, program, client, "mail=1 rcpt=0/" + tries + " quit=1 commands=3/4");
    }

    private void listed(long second, String client) {
        String program = smtpd(sessions);
        connect(second, program, client);
        refuse(
                second + 1,
                program,
                client,
                "dnsbl",
                "554 5.7.1 Service unavailable; Client host [" + client + "] blocked using zen.example; see there");
        disconnect(second + 1, program, client, "mail=1 rcpt=0/1 quit=1 commands=3/4");
    }

    private String postscreen(long second, String client) {
        String who = "[" + client + "]:" + (1024 + sessions % 60_000);
        say(
                second,
                "postfix/postscreen[80]",
                "CONNECT from " + who + " to [192.0.2.25]:25",
                () -> count.connected(client, second));
        return who;
    }

    private void listedAtPostscreen(long second, String client) {
        String who = postscreen(second, client);
        say(
                second + 6,
                "postfix/postscreen[80]",
                "DNSBL rank 6 for " + who,
                () -> count.offence(client, second + 6, "dnsbl", 1, false, who));
        say(
                second + 6,
                "postfix/postscreen[80]",
                "NOQUEUE: reject: RCPT from " + who + ": 550 5.7.1 Service unavailable; client [" + client
                        + "] blocked using zen.example; from=<a@example.org>, to=<b@example.com>, proto=ESMTP, helo=<friend>",
                () -> count.offence(client, second + 6, "dnsbl", 1, true, who));
        nothing(second + 7, "postfix/postscreen[80]", "DISCONNECT " + who);
    }

    private void passwords(long second, String client) {
        String program = "postfix/submission/smtpd[" + (1000 + sessions % 30_000) + "]";
        connect(second, program, client);
        int tries = 1 + random.nextInt(2);
        for (int i = 0; i < tries; i++) {
            say(
                    second + 2,
                    program,
                    "warning: unknown[" + client + "]: SASL LOGIN authentication failed: UGFzc3dvcmQ6",
                    () -> count.offence(client, second + 2, "auth_failed", 1, false, ""));
        }
        say(
                second + 3,
                program,
                "lost connection after AUTH from unknown[" + client + "]",
                () -> count.offence(client, second + 3, "hangup", 1, false, ""));
        disconnect(second + 3, program, client, "auth=0/" + tries + " commands=1/" + (1 + tries));
    }

    private void imap(long second, boolean user, String client) {
        boolean failed = random.nextInt(3) == 0;
        int tries = 1 + random.nextInt(3);
        if (failed) {
            say(
                    second,
                    "dovecot",
                    "imap-login: Disconnected (auth failed, " + tries
                            + " attempts in 12 secs): user=<bob>, method=PLAIN, rip=" + client
                            + ", lip=192.0.2.25, TLS, session=<x>",
                    () -> count.offence(client, second, "auth_failed", tries, false, ""));
        } else if (user) {
            say(
                    second,
                    "dovecot",
                    "imap-login: Login: user=<bob>, method=PLAIN, rip=" + client
                            + ", lip=192.0.2.25, mpid=99, TLS, session=<x>",
                    () -> count.loggedIn(client, second));
        } else {
            nothing(second, "dovecot", "imap-login: Disconnected (no auth attempts in 0 secs): user=<>, rip=" + client);
        }
    }

    private void pregreet(long second, String client) {
        String who = postscreen(second, client);
        say(
                second + 1,
                "postfix/postscreen[80]",
                "PREGREET 14 after 0.05 from " + who + ": EHLO ylmf-pc\\r\\n",
                () -> count.offence(client, second + 1, "pregreet", 1, false, ""));
        say(
                second + 1,
                "postfix/postscreen[80]",
                "HANGUP after 0.3 from " + who + " in tests before SMTP handshake",
                () -> count.offence(client, second + 1, "hangup", 1, false, ""));
        nothing(second + 1, "postfix/postscreen[80]", "DISCONNECT " + who);
    }

    private void hangup(long second, String client) {
        String program = smtpd(sessions);
        connect(second, program, client);
        say(
                second + 5,
                program,
                "lost connection after CONNECT from unknown[" + client + "]",
                () -> count.offence(client, second + 5, "hangup", 1, false, ""));
        nothing(second + 5, program, "disconnect from unknown[" + client + "] commands=0/0");
    }

    private void badHeader(long second, String client) {
        String program = smtpd(sessions);
        String id = queueId();
        connect(second, program, client);
        nothing(second + 1, program, id + ": client=unknown[" + client + "]");
        say(
                second + 1,
                "postfix/cleanup[77]",
                id + ": reject: header Subject: casino from unknown[" + client
                        + "]; from=<a@example.org> to=<b@example.com> proto=ESMTP helo=<friend>: 5.7.1 no",
                () -> count.offence(client, second + 1, "content", 1, true, ""));
        disconnect(second + 2, program, client, "mail=1 rcpt=1 data=0/1 quit=1 commands=4/5");
    }

    private void nonSmtp(long second, String client) {
        String who = postscreen(second, client);
        say(
                second + 1,
                "postfix/postscreen[80]",
                "NON-SMTP COMMAND from " + who + " after CONNECT: GET / HTTP/1.1",
                () -> count.offence(client, second + 1, "non_smtp", 1, false, ""));
        nothing(second + 1, "postfix/postscreen[80]", "DISCONNECT " + who);
    }

    private void chatter(long second) {
        if (random.nextInt(20) == 0) {
            ahead.add(new Line(second, numbered++, "\tat some.Program.of(Another.java:42)", count::notUnderstood));
        }
        nothing(second, "CRON[81]", "(root) CMD (true)");
        nothing(
                second,
                "postfix/anvil[82]",
                "statistics: max connection rate 1/60s for (smtp:198.51.100.7) at Oct  1 00:00:00");
        say(second, smtpd(sessions), "connect from localhost[127.0.0.1]", () -> count.connected("127.0.0.1", second));
        nothing(second, smtpd(sessions), "disconnect from localhost[127.0.0.1] quit=1 commands=1");
    }
}
