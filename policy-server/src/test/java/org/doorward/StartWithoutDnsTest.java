package org.doorward;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.doorward.config.LogConfig;
import org.doorward.config.load.ConfigLoader;
import org.doorward.config.load.LoadResult;
import org.doorward.config.load.StateDirectory;
import org.doorward.dns.FaultyServer;
import org.doorward.dns.FaultyServer.Reply;
import org.doorward.observe.BuildInfo;
import org.doorward.observe.Logging;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A whole server with all its defaults, lists and ranges among them, and a name server that never answers. */
@Timeout(60)
class StartWithoutDnsTest {

    private static final LogConfig LOG = new LogConfig(LogConfig.Format.TEXT, LogConfig.Level.INFO, false);

    /** One time-out of a question: what a start that waits for the DNS would take at least. */
    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    @TempDir
    Path folder;

    @Test
    void neither_the_start_nor_who_needs_only_memory_waits_for_it() throws Exception {
        try (FaultyServer silent = new FaultyServer(query -> Reply.silent());
                Logging logging = Logging.start(LOG, Map.of(), OutputStream.nullOutputStream());
                // The first server of a JVM loads classes for longer than a question takes.
                PolicyServer first = start("first", silent, logging)) {
            assertThat(first.listening()).hasSize(1);
            long began = System.nanoTime();
            try (PolicyServer server = start("second", silent, logging);
                    PolicyClient client = connect(server)) {
                String exempt = client.ask(PolicyClient.request("198.51.100.7", "a@example.org", "abuse@example.net"));
                Duration took = Duration.ofNanos(System.nanoTime() - began);

                assertThat(exempt).isEqualTo("DUNNO");
                assertThat(took).isLessThan(TIMEOUT);
                assertThat(client.ask(PolicyClient.request("198.51.100.7", "a@example.org", "b@example.net")))
                        .as("a newcomer, within the deadline")
                        .startsWith("DEFER_IF_PERMIT 4.7.1 Greylisted");
            }
            assertThat(silent.count()).as("questions for lists and ranges").isPositive();
        }
    }

    private PolicyServer start(String name, FaultyServer dns, Logging logging) throws IOException, StartException {
        Path file = Files.writeString(
                folder.resolve(name + ".toml"), """
                listen = "inet:127.0.0.1:0"
                admin.listen = "inet:127.0.0.1:0"
                dns.servers = "127.0.0.1:%d"
                """.formatted(dns.address().getPort()));
        Map<String, String> variables =
                Map.of("STATE_DIRECTORY", folder.resolve(name).toString());
        LoadResult loaded = new ConfigLoader(
                        file, Map.of(), CheckNames.ALL, new StateDirectory(variables, folder, folder))
                .load(Optional.empty(), List.of());
        return PolicyServer.start(
                (LoadResult.Loaded) loaded,
                new ServerEnvironment(
                        new BuildInfo("1.2.3", Optional.empty(), "17"),
                        Clock.systemUTC(),
                        System::nanoTime,
                        new Random(7),
                        () -> loaded,
                        logging,
                        config -> List.of()));
    }

    private static PolicyClient connect(PolicyServer server) throws IOException {
        String address = server.listening().get(0);
        int port = Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
        return PolicyClient.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    }
}
