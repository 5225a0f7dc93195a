package org.doorward.real;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.doorward.firewall.real.Netns;
import org.doorward.firewall.real.RealParts;

/**
 * A host of its own, a network namespace, with a real Postfix whose log Doorward watches, and with Doorward's worker; and clients behind a
 * router, for whoever is on the host's own link is never banned.
 *
 * @param net has the host and the {@code world}
 * @param commands Doorward's, on the host
 * @param adminPort the server's
 * @param postfix the host's mail server
 * @param doorward the server
 * @param clients everybody in the world
 */
record MailHost(
        Netns net,
        HostedDoorward commands,
        int adminPort,
        PostfixInstance postfix,
        ChildProcess doorward,
        FirewallClients clients) {

    static final String HOST = WorkerHost.HOST;
    static final String HOST6 = WorkerHost.HOST6;
    static final String USER = "user@test.invalid";
    static final String TRAP = "second@test.invalid";

    /** On two lists, by the zones of {@link Rbldnsd}. */
    static final String LISTED = "198.51.100.7";

    /** Likewise. */
    static final String LISTED6 = "2001:db8:bad::7";

    private static final int LISTS = 4;

    /**
     * Starts all, and waits until it is ready.
     *
     * @param started is given what is to be ended
     * @param clients addresses of the world
     * @param settings lines of the configuration beside the usual ones, each with its whole key
     */
    static MailHost start(Started started, List<String> clients, String settings) throws IOException {
        RealParts.requireRoot();
        RealParts.require("nftables", Path.of("/usr/sbin/nft"));
        Path folder = started.add(TestFolder.make("firewall")).path();
        Netns net = started.add(WorkerHost.world(clients));
        HostedDoorward commands = new HostedDoorward(net, folder);
        int policyPort = Ports.free();
        int adminPort = Ports.free();
        Rbldnsd lists = started.add(Rbldnsd.start(folder, net.prefix("host")));
        PostfixInstance postfix = started.add(PostfixInstance.of(
                MainCf.advised("inet:127.0.0.1:" + policyPort), net.prefix("host"), List.of(HOST, HOST6)));
        Files.writeString(
                commands.configuration(),
                settings
                        + configuration(
                                folder,
                                List.of(policyPort, adminPort, lists.address().getPort()),
                                postfix));
        ChildProcess doorward = started.add(commands.start("serve"));
        Waiting.until(
                "the server to be ready",
                Duration.ofSeconds(90),
                () -> HostedDoorward.log(doorward).contains("Ready in"));
        started.add(commands.start("firewall", "run"));
        MailHost made = new MailHost(net, commands, adminPort, postfix, doorward, FirewallClients.in(net, folder));
        made.awaitAll();
        return made;
    }

    private void awaitAll() {
        Waiting.until(
                "the firewall to be in step", () -> run("firewall", "status").status() == 0);
        Waiting.until(
                "the lists to have proven themselves",
                () -> run("dnsbl")
                                .out()
                                .lines()
                                .filter(line -> line.contains("serving"))
                                .count()
                        == LISTS);
    }

    private static String configuration(Path folder, List<Integer> ports, PostfixInstance postfix) {
        return """
                listen = ["inet:127.0.0.1:%d"]
                state_dir = "%s"
                admin.listen = "inet:127.0.0.1:%d"
                dns.servers = ["127.0.0.1:%d"]
                spf.ranges_of = []
                greylist.enabled = false
                ban.contact = "https://example.org/unban"
                spamtrap.recipients = ["%s"]
                firewall.state_dir = "%s"
                firewall.knocks_every = "10s"
                watch.files = ["%s"]
                dnsbl.defaults = false
                %s%s%s%s""".formatted(
                        ports.get(0),
                        folder.resolve("state"),
                        ports.get(1),
                        ports.get(2),
                        TRAP,
                        folder.resolve("worker"),
                        postfix.logFile(),
                        list("bl.test", "ipv4"),
                        list("second.test", "ipv4"),
                        list("six.test", "ipv6"),
                        list("second-six.test", "ipv6"));
    }

    private static String list(String zone, String ask) {
        return """

                [[dnsbl.list]]
                zone = "%s"
                ask = ["%s"]
                points = { "127.0.0.2" = 8 }
                """.formatted(zone, ask);
    }

    /** Runs one of Doorward's commands on the host. */
    ChildProcess.Result run(String... words) {
        return commands.run(words);
    }

    /** All that is known of a client, as {@code doorward why} tells it. */
    String story(String client) {
        return commands.story(adminPort, client);
    }
}
