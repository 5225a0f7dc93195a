package org.doorward.real;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.doorward.firewall.real.Netns;

/** Mail clients behind the router of a {@link MailHost}, each known by its address, which speak to the host over IPv4 or IPv6 like it. */
final class FirewallClients {

    /** Tells what became of each step: a reply, or {@code silence}. What goes on ends when its input does. */
    private static final String SCRIPT = """
            import select, socket, sys, time
            def reply(opened):
                while True:
                    line = opened[1].readline().decode()
                    if line[3:4] != '-':
                        return line.strip() or 'closed'
            def say(opened, line):
                opened[0].sendall(line.encode() + b'\\r\\n')
                return reply(opened)
            def begin(source, host):
                connection = socket.create_connection((host, 25), 1.0, (source, 0))
                connection.settimeout(10)
                opened = (connection, connection.makefile('rb'))
                reply(opened)
                say(opened, 'EHLO mail.sender.example')
                say(opened, 'MAIL FROM:<robot@sender.example>')
                return opened
            def answered(source, host):
                try:
                    socket.create_connection((host, 25), 0.4, (source, 0)).close()
                    return True
                except (TimeoutError, socket.timeout):
                    return False
            def mail(source, host, *recipients):
                opened = begin(source, host)
                for recipient in recipients:
                    print(say(opened, 'RCPT TO:<' + recipient + '>'))
                opened[0].close()
            def offend(source, host, other, times, *recipients):
                before = begin(source, host)
                for turn in range(int(times)):
                    mail(source, host, *recipients)
                tripped = time.monotonic()
                print('other session: ' + say(before, 'RCPT TO:<' + other + '>'))
                while time.monotonic() - tripped < 10:
                    begun = time.monotonic()
                    if not answered(source, host):
                        print('silence after %.1f s' % (begun - tripped))
                        break
                    time.sleep(0.05)
            def stopped(seconds):
                return select.select([sys.stdin], [], [], seconds)[0]
            def knock(source, host):
                while not stopped(0.2):
                    begun = time.time()
                    print('%.3f %s' % (begun, 'answered' if answered(source, host) else 'silent'))
            def whole(source, host, recipient):
                opened = begin(source, host)
                for line in ['RCPT TO:<' + recipient + '>', 'DATA', 'Subject: good\\r\\n\\r\\nMail.\\r\\n.']:
                    said = say(opened, line)
                    if said[:1] not in '23':
                        break
                opened[0].close()
                return said
            def send(recipient, *ways):
                turn = 0
                while not stopped(0.2):
                    source, host = ways[turn:turn + 2]
                    turn = (turn + 2) % len(ways)
                    begun = time.monotonic()
                    try:
                        said = whole(source, host, recipient)
                    except OSError as e:
                        said = 'nothing: %r' % e
                    print('%.3f %s %s' % (time.monotonic() - begun, source, said))
            try:
                globals()[sys.argv[1]](*sys.argv[2:])
            except (TimeoutError, socket.timeout):
                print('silence')
            """;

    private final Netns net;
    private final Path script;

    private FirewallClients(Netns net, Path script) {
        this.net = net;
        this.script = script;
    }

    static FirewallClients in(Netns net, Path folder) throws IOException {
        return new FirewallClients(net, Files.writeString(folder.resolve("client.py"), SCRIPT));
    }

    private List<String> words(String what, String from, String... more) {
        List<String> words = new ArrayList<>(List.of("/usr/bin/python3", script.toString(), what, from, host(from)));
        words.addAll(List.of(more));
        return words;
    }

    private static String host(String from) {
        return from.contains(":") ? MailHost.HOST6 : MailHost.HOST;
    }

    /** The replies to some recipients in one session, or {@code silence}. */
    List<String> mail(String from, String... recipients) {
        return net.must("world", words("mail", from, recipients).toArray(String[]::new))
                .lines()
                .toList();
    }

    /**
     * What an offender was told.
     *
     * @param replies to each recipient of each session
     * @param other the reply to a harmless recipient, right after that, in a session that was open before
     * @param silence after how many seconds the first attempt to connect began that had no answer; very large when all of ten seconds had
     */
    record Offended(List<String> replies, String other, double silence) {}

    /** Sends to all recipients, in so many sessions, and tries to connect again until there is no answer. */
    Offended offend(String from, int times, String... recipients) {
        List<String> more = new ArrayList<>(List.of(MailHost.USER, Integer.toString(times)));
        more.addAll(List.of(recipients));
        List<String> said = net.must(
                        "world",
                        words("offend", from, more.toArray(String[]::new)).toArray(String[]::new))
                .lines()
                .toList();
        List<String> replies = new ArrayList<>();
        String other = "";
        double silence = Double.MAX_VALUE;
        for (String line : said) {
            if (line.startsWith("other session: ")) {
                other = line.substring("other session: ".length());
            } else if (line.startsWith("silence after ")) {
                silence = Double.parseDouble(line.split(" ", -1)[2]);
            } else {
                replies.add(line);
            }
        }
        return new Offended(replies, other, silence);
    }

    /** A client that tries to connect twice a second or so, until it is stopped. */
    Going knock(String from) {
        return new Going(net.start("world", words("knock", from).toArray(String[]::new)));
    }

    /** One that sends a mail every 200 ms, by turns from an IPv4 and from an IPv6 address, until it is stopped. */
    Going send(String from, String from6, String recipient) {
        return new Going(net.start(
                "world",
                "/usr/bin/python3",
                script.toString(),
                "send",
                recipient,
                from,
                MailHost.HOST,
                from6,
                MailHost.HOST6));
    }

    /** A client that goes on. It must not say more than a pipe holds, which is enough for some minutes. */
    record Going(Process process) {

        /** Stops it; what it has said are the lines. */
        List<String> stop() {
            try {
                process.getOutputStream().close();
                return process.inputReader().lines().toList();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
