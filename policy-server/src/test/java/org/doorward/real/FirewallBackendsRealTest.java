package org.doorward.real;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.doorward.firewall.real.RealParts;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The running worker with the backends that are not nftables; what each of them can at all, its own tests show. */
@Tag("real")
class FirewallBackendsRealTest {

    private static final String BANNED = "198.51.100.7";
    private static final String BANNED6 = "2001:db8:7::7";
    private static final String LISTED = "198.51.100.130";
    private static final String GOOD = "198.51.100.33";
    private static final List<String> CLIENTS = List.of(BANNED, BANNED6, LISTED, GOOD);
    private static final Duration SOON = Duration.ofSeconds(30);

    private static final String DROP = """
            {"cidr":"198.51.100.128/26","sblid":"SBL1","rir":"test"}
            {"type":"metadata","timestamp":1764150000,"size":60,"records":1}
            """;

    @Test
    void ipsetDropsTheBannedAndAListThatIsFetched() throws IOException {
        RealParts.require("ipset", Path.of("/usr/sbin/ipset"));
        RealParts.require("iptables", Path.of("/usr/sbin/iptables"));
        try (WorkerHost host = WorkerHost.make(
                "firewall-ipset",
                "backend = \"ipset\"\ndrop_lists = [\"http://127.0.0.1:8081/drop_v4.json\"]",
                CLIENTS)) {
            Path site = Files.createDirectories(host.file("site"));
            Files.writeString(site.resolve("drop_v4.json"), DROP);
            host.net()
                    .start(
                            "host",
                            "python3",
                            "-m",
                            "http.server",
                            "8081",
                            "--bind",
                            "127.0.0.1",
                            "--directory",
                            site.toString());
            theBannedAreMetWithSilenceUntilTheyArePardoned(host);
            await(host, LISTED, "silence");
            assertThat(host.firewall("status").out()).contains("ipset: in step");
        }
    }

    @Test
    void routesLeadNowhereForTheBanned() throws IOException {
        try (WorkerHost host = WorkerHost.make("firewall-routes", "backend = \"routes\"", CLIENTS)) {
            theBannedAreMetWithSilenceUntilTheyArePardoned(host);
            assertThat(host.firewall("status").out()).contains("routes: in step");
        }
    }

    @Test
    void theOperatorsCommandIsToldOfEachBanAndItsEnd() throws IOException {
        try (WorkerHost host = WorkerHost.make("firewall-command", "", CLIENTS)) {
            Path told = host.file("told");
            Path receiver = Files.writeString(host.file("receiver"), "#!/bin/sh\ncat >>" + told + "\n");
            Files.setPosixFilePermissions(receiver, PosixFilePermissions.fromString("rwxr-xr-x"));
            host.configure("backend = \"command\"\ncommand = [\"" + receiver + "\"]");
            host.serve();
            host.work();
            host.ban(BANNED, "1d");
            awaitText(host, told, "\"" + BANNED + "/32\"");
            long before = Files.size(told);
            host.unban(BANNED);
            Waiting.until("the end to be told", SOON, () -> size(told) > before);
            assertThat(Files.readString(told).substring((int) before)).contains(BANNED);
            assertThat(host.firewall("status").out()).contains("command: in step");
        }
    }

    private static void theBannedAreMetWithSilenceUntilTheyArePardoned(WorkerHost host) throws IOException {
        host.net().listen("host", WorkerHost.SMTP);
        host.serve();
        host.work();
        host.ban(BANNED, "1d");
        host.ban(BANNED6, "1d");
        await(host, BANNED, "silence");
        await(host, BANNED6, "silence");
        assertThat(answer(host, GOOD)).isEqualTo("connected");

        host.unban(BANNED);
        host.unban(BANNED6);
        await(host, BANNED, "connected");
        await(host, BANNED6, "connected");
    }

    private static String answer(WorkerHost host, String client) {
        String to = client.contains(":") ? WorkerHost.HOST6 : WorkerHost.HOST;
        return host.net().connect("world", client, to, WorkerHost.SMTP);
    }

    private static void await(WorkerHost host, String client, String answer) {
        try {
            Waiting.until(
                    client + " to be met with " + answer,
                    SOON,
                    () -> answer(host, client).equals(answer));
        } catch (AssertionError e) {
            throw new AssertionError(host.log(), e);
        }
    }

    private static void awaitText(WorkerHost host, Path file, String text) {
        try {
            Waiting.until(
                    text,
                    SOON,
                    () -> Files.exists(file) && WorkerHost.read(file).contains(text));
        } catch (AssertionError e) {
            throw new AssertionError(host.log(), e);
        }
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException absent) {
            return 0;
        }
    }
}
