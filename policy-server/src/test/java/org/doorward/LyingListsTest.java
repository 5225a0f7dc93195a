package org.doorward;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.doorward.config.LogConfig;
import org.doorward.config.load.ConfigLoader;
import org.doorward.config.load.LoadResult;
import org.doorward.config.load.StateDirectory;
import org.doorward.dns.FaultyServer;
import org.doorward.dns.FaultyServer.Query;
import org.doorward.dns.FaultyServer.Reply;
import org.doorward.observe.BuildInfo;
import org.doorward.observe.Logging;
import org.doorward.real.Waiting;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A whole server with the shipped lists, behind a resolver through which their operators refuse to answer. */
@Timeout(60)
class LyingListsTest {

    private static final LogConfig LOG = new LogConfig(LogConfig.Format.TEXT, LogConfig.Level.INFO, false);

    @TempDir
    Path folder;

    @Test
    void lists_that_refuse_to_answer_are_named_in_log_metrics_and_health_and_mail_is_taken_as_without_them()
            throws Exception {
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        try (FaultyServer dns = new FaultyServer(LyingListsTest::refusing);
                Logging logging = Logging.start(LOG, Map.of(), log);
                PolicyServer server = start(dns, logging);
                PolicyClient client = connect(server)) {
            Waiting.until(
                    "three lists to be parked",
                    () -> metrics(server)
                                    .filter(line -> line.matches("doorward_dnsbl_parked\\{list=.* 1\\.0"))
                                    .count()
                            == 3);

            assertThat(client.ask(PolicyClient.request("198.51.100.8", "a@example.org", "b@example.net")))
                    .startsWith("DEFER_IF_PERMIT 4.7.1 Greylisted");
            assertThat(metrics(server))
                    .contains(
                            "doorward_dnsbl_serving{list=\"zen.spamhaus.org\"} 0.0",
                            "doorward_dnsbl_serving{list=\"bl.spamcop.net\"} 0.0",
                            "doorward_dnsbl_serving{list=\"list.dnswl.org\"} 0.0");
            assertThat(get(server, "/health"))
                    .contains("\"status\":\"ready\"", "\"dns\":{\"available\":true,\"lists_not_asked\":[")
                    .contains("\"zen.spamhaus.org: parked, Spamhaus refuses who asks through a public or nameless"
                            + " resolver (127.255.255.254)\"")
                    .contains("\"bl.spamcop.net: parked, the list's operator refuses to answer (127.255.255.254)\"")
                    .contains("\"list.dnswl.org: parked, DNSWL refuses who asks too much (127.0.0.255)\"");
            Waiting.until(
                    "the log to be written",
                    () -> text(log)
                                    .lines()
                                    .filter(line -> line.contains(" is parked until "))
                                    .count()
                            >= 3);
        }
        assertThat(text(log).lines().filter(line -> line.contains(" is parked until ")))
                .as("once each")
                .hasSize(3)
                .allMatch(line -> line.contains(" warn DNS list "))
                .anyMatch(line -> line.contains(" DNS list zen.spamhaus.org is parked until "))
                .anyMatch(line -> line.contains(" DNS list bl.spamcop.net is parked until "))
                .anyMatch(line -> line.contains(" DNS list list.dnswl.org is parked until "));
    }

    private static Reply refusing(Query query) {
        if (query.type() != FaultyServer.A) {
            return Reply.nothing();
        }
        return Reply.a(60, query.name().endsWith("dnswl.org") ? "127.0.0.255" : "127.255.255.254");
    }

    private PolicyServer start(FaultyServer dns, Logging logging) throws IOException, StartException {
        Path file = Files.writeString(
                folder.resolve("doorward.toml"), """
                listen = "inet:127.0.0.1:0"
                admin.listen = "inet:127.0.0.1:0"
                dns.servers = "127.0.0.1:%d"
                spf.ranges_of = []
                """.formatted(dns.address().getPort()));
        Map<String, String> variables =
                Map.of("STATE_DIRECTORY", folder.resolve("state").toString());
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

    private static Stream<String> metrics(PolicyServer server) {
        return get(server, "/metrics").lines();
    }

    private static String get(PolicyServer server, String path) {
        URI uri = URI.create("http://127.0.0.1:" + server.adminAddress().getPort() + path);
        try {
            return HttpClient.newHttpClient()
                    .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
                    .body();
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private static String text(ByteArrayOutputStream log) {
        return log.toString(StandardCharsets.UTF_8);
    }
}
