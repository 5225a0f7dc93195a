package org.doorward.real;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.doorward.firewall.real.Netns;

/**
 * A host that is a router as well, with machines {@code inside} and the {@code world} around it, each behind a link of its own and with
 * addresses of the Internet. In the world somebody takes mail on ports 25 and 587.
 *
 * @param net has the three
 * @param mails a line for each mail that the world took: from where, and to whom
 */
record EgressNetwork(Netns net, Path mails) {

    static final String WORLD = "198.51.100.25";
    static final String WORLD6 = "2001:db8:25::25";
    static final String MAIL_HOST = "198.51.100.77";
    static final String MAIL_HOST6 = "2001:db8:77::77";

    private static final String SINK = """
            import socket, socketserver, sys, threading
            class Session(socketserver.StreamRequestHandler):
                def say(self, line):
                    self.wfile.write(line.encode() + b'\\r\\n')
                def handle(self):
                    self.say('220 sink.example ESMTP')
                    recipient, within = '', False
                    for line in self.rfile:
                        word = line.decode().strip()
                        if within:
                            if word == '.':
                                within = False
                                with open(sys.argv[1], 'a') as mails:
                                    peer = self.client_address[0].removeprefix('::ffff:')
                                    mails.write(peer + ' ' + recipient + '\\n')
                                self.say('250 2.0.0 taken')
                        elif word.upper() == 'DATA':
                            within = True
                            self.say('354 go on')
                        elif word.upper() == 'QUIT':
                            self.say('221 bye')
                            return
                        else:
                            if word.upper().startswith('RCPT'):
                                recipient = word[word.index('<') + 1:word.index('>')]
                            self.say('250 sink.example')
            class Sink(socketserver.ThreadingTCPServer):
                address_family = socket.AF_INET6
                allow_reuse_address = True
                daemon_threads = True
            for port in (25, 587):
                threading.Thread(target=Sink(('::', port), Session).serve_forever).start()
            print('listening', flush=True)
            """;

    private static final String MAIL = """
            import smtplib, sys
            host, source, recipient = sys.argv[1:]
            mail = smtplib.SMTP(host, 25, timeout=10, source_address=(source, 0))
            mail.sendmail('somebody@sender.example', [recipient], 'Subject: good\\r\\n\\r\\nMail.')
            mail.quit()
            """;

    private static final String CONNECT = """
            import socket, sys
            try:
                connection = socket.create_connection((sys.argv[1], int(sys.argv[2])), 2.0)
                connection.settimeout(20)
                print('connected' if connection.recv(100) else 'closed')
            except ConnectionRefusedError:
                print('refused')
            except TimeoutError:
                print('silence')
            """;

    /**
     * Makes one.
     *
     * @param inside addresses of machines inside, beside that of the mail host
     */
    static EgressNetwork make(Started started, Path folder, List<String> inside) throws IOException {
        Netns net = started.add(Netns.of("inside", "host", "world"));
        link(net, "inside", 8);
        link(net, "world", 9);
        List<String> all = new ArrayList<>(inside);
        all.addAll(List.of(MAIL_HOST, MAIL_HOST6));
        for (String address : all) {
            net.must("inside", "ip", "address", "add", address, "dev", "lo");
        }
        net.must("world", "ip", "address", "add", WORLD, "dev", "lo");
        net.must("world", "ip", "address", "add", WORLD6, "dev", "lo");
        route(net, "198.51.100.64/26", "10.8.0.2");
        route(net, "198.51.100.0/26", "10.9.0.2");
        route(net, "2001:db8:60::/43", "fd08::2");
        route(net, "2001:db8:25::/48", "fd09::2");
        net.must("host", "sh", "-c", "echo 1 >/proc/sys/net/ipv4/ip_forward");
        net.must("host", "sh", "-c", "echo 1 >/proc/sys/net/ipv6/conf/all/forwarding");
        Path mails = Files.createFile(folder.resolve("mails"));
        Process sink = net.start("world", "/usr/bin/python3", "-u", "-c", SINK, mails.toString());
        if (sink.inputReader(StandardCharsets.US_ASCII).readLine() == null) {
            throw new AssertionError("nobody takes mail in the world");
        }
        return new EgressNetwork(net, mails);
    }

    private static void link(Netns net, String side, int number) {
        net.link("host", side);
        net.address("host", side, "10." + number + ".0.1/30");
        net.address(side, "host", "10." + number + ".0.2/30");
        net.address("host", side, "fd0" + number + "::1/64");
        net.address(side, "host", "fd0" + number + "::2/64");
        net.must(side, "ip", "route", "add", "default", "via", "10." + number + ".0.1");
        net.must(side, "ip", "-6", "route", "add", "default", "via", "fd0" + number + "::1");
    }

    private static void route(Netns net, String network, String through) {
        net.must("host", "ip", "route", "add", network, "via", through);
    }

    /** What becomes of an attempt from inside to connect: {@code connected}, {@code refused}, or {@code silence}. */
    String connect(String from, int port) {
        return net.connect("inside", from, from.contains(":") ? WORLD6 : WORLD, port);
    }

    /** The same from the host itself, by one of its users. */
    String connectAs(String user, String to, int port) {
        return net.must(
                        "host",
                        "setpriv",
                        "--reuid",
                        user,
                        "--clear-groups",
                        "/usr/bin/python3",
                        "-c",
                        CONNECT,
                        to,
                        Integer.toString(port))
                .strip();
    }

    /** Sends a mail, which must be taken. */
    void mail(String role, String from, String to, String recipient) {
        net.must(role, "/usr/bin/python3", "-c", MAIL, to, from, recipient);
    }

    /** Whether the world has taken a mail. */
    boolean taken(String from, String recipient) {
        try {
            return Files.readAllLines(mails).contains(from + " " + recipient);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
