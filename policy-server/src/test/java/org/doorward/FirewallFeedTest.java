package org.doorward;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.StringReader;
import java.net.HttpURLConnection;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.doorward.config.LogConfig;
import org.doorward.config.load.ConfigLoader;
import org.doorward.config.load.LoadResult;
import org.doorward.config.load.StateDirectory;
import org.doorward.firewall.BanFeed.News;
import org.doorward.firewall.FeedText;
import org.doorward.firewall.FirewallBan;
import org.doorward.observe.BuildInfo;
import org.doorward.observe.Logging;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a whole server tells the firewall's worker, and what it makes of what it is told. */
@Timeout(120)
class FirewallFeedTest {

    private static final String TOKEN = "0123456789abcdef0123456789abcdef";

    private static final String BASIS = """
            listen = "inet:127.0.0.1:0"
            admin.listen = "inet:127.0.0.1:0"
            admin.token = "0123456789abcdef0123456789abcdef"
            dns.servers = "127.0.0.1:9"
            dnsbl.defaults = false
            spf.ranges_of = []
            """;

    @TempDir
    Path folder;

    private Logging logging;
    private PolicyServer server;

    @BeforeEach
    void start() throws Exception {
        logging = Logging.start(
                new LogConfig(LogConfig.Format.TEXT, LogConfig.Level.INFO, false),
                Map.of(),
                OutputStream.nullOutputStream());
        start("");
    }

    private void start(String keys) throws Exception {
        configure(keys);
        server = PolicyServer.start(
                (LoadResult.Loaded) load(),
                new ServerEnvironment(
                        new BuildInfo("1.2.3", Optional.empty(), "17"),
                        Clock.systemUTC(),
                        System::nanoTime,
                        new Random(System.nanoTime()),
                        this::load,
                        logging,
                        config -> List.of()));
    }

    @AfterEach
    void stop() {
        server.close();
        logging.close();
    }

    private void configure(String keys) throws IOException {
        Files.writeString(folder.resolve("doorward.toml"), BASIS + keys);
    }

    private LoadResult load() {
        return new ConfigLoader(
                        folder.resolve("doorward.toml"),
                        Map.of(),
                        CheckNames.ALL,
                        new StateDirectory(
                                Map.of(
                                        "STATE_DIRECTORY",
                                        folder.resolve("state").toString()),
                                folder,
                                folder))
                .load(Optional.empty(), List.of());
    }

    private record Answer(int status, String body) {}

    private Answer asked(String path, Optional<String> body) throws IOException {
        HttpURLConnection http = (HttpURLConnection)
                new URL("http://127.0.0.1:" + server.adminAddress().getPort() + path).openConnection();
        http.setRequestProperty("Authorization", "Bearer " + TOKEN);
        http.setReadTimeout(70_000);
        if (body.isPresent()) {
            http.setDoOutput(true);
            http.getOutputStream().write(body.get().getBytes(StandardCharsets.UTF_8));
        }
        int status = http.getResponseCode();
        try (BufferedReader text = new BufferedReader(new InputStreamReader(
                status < 400 ? http.getInputStream() : http.getErrorStream(), StandardCharsets.UTF_8))) {
            return new Answer(status, text.lines().map(line -> line + "\n").collect(Collectors.joining()));
        }
    }

    private Answer get(String path) throws IOException {
        return asked(path, Optional.empty());
    }

    private Answer post(String path, String body) throws IOException {
        return asked(path, Optional.of(body));
    }

    private News feed(String query) throws IOException {
        return FeedText.read(new BufferedReader(
                new StringReader(get("/api/v1/bans/feed" + query).body())));
    }

    private String ban(String network) throws IOException {
        return post("/api/v1/ban", "{\"network\":\"" + network + "\"}").body();
    }

    private String action(String client) throws IOException {
        return post(
                        "/api/v1/ask",
                        "{\"request\":\"smtpd_access_policy\",\"protocol_state\":\"RCPT\",\"client_address\":\""
                                + client + "\",\"sender\":\"a@sender.example\",\"recipient\":\"b@example.com\"}")
                .body();
    }

    private static List<String> networks(News news) {
        return news.changes().begin().stream()
                .map(FirewallBan::network)
                .map(Object::toString)
                .toList();
    }

    @Test
    void aBanWakesWhoWaitsAndItsEndDoesToo() throws Exception {
        News first = feed("");
        assertThat(first.whole()).isTrue();
        assertThat(networks(first)).isEmpty();
        CompletableFuture<News> next = waiting(first.revision());
        String answer = ban("198.51.100.7");
        long from = System.nanoTime();
        assertThat(answer).contains("\"banned\":true", "\"network\":\"198.51.100.7/32\"");
        News second = next.get();
        System.out.println("from the ban's answer to the feed's: "
                + Duration.ofNanos(System.nanoTime() - from).toMillis() + " ms");
        assertThat(second.whole()).isFalse();
        assertThat(networks(second)).containsExactly("198.51.100.7/32");
        CompletableFuture<News> third = waiting(second.revision());
        post("/api/v1/unban", "{\"address\":\"198.51.100.7\"}");
        assertThat(third.get().changes().end()).singleElement().hasToString("198.51.100.7/32");
    }

    private CompletableFuture<News> waiting(String since) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return feed("?since=" + since + "&wait=60");
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
    }

    @Test
    void afterARestartARevisionIsUnknownAndAllBansAreTold() throws Exception {
        ban("198.51.100.7");
        ban("2001:db8::7");
        ban("198.51.100.0/24");
        String known = feed("").revision();
        assertThat(feed("?since=" + known).whole()).isFalse();
        server.close();
        start("");
        News news = feed("?since=" + known + "&wait=60");
        assertThat(news.whole()).isTrue();
        assertThat(networks(news)).containsExactlyInAnyOrder("198.51.100.7/32", "2001:db8::/64", "198.51.100.0/24");
    }

    @Test
    void whileBansAreOnlyObservedNobodyIsDropped() throws Exception {
        ban("198.51.100.7");
        String known = feed("").revision();
        CompletableFuture<News> next = waiting(known);
        for (String observed :
                List.of("mode = \"observe\"\n", "decision.observe = [\"banned\"]\n", "ban.enabled = false\n")) {
            configure(observed);
            server.reload();
            News news = feed("?since=" + known);
            assertThat(news.whole()).as(observed).isTrue();
            assertThat(networks(news)).as(observed).isEmpty();
            assertThat(feed("?since=" + news.revision() + "&wait=1").whole()).isFalse();
        }
        assertThat(next.get().whole()).as("who waited was told at once").isTrue();
        CompletableFuture<News> back = waiting("observed");
        configure("");
        server.reload();
        assertThat(networks(back.get())).containsExactly("198.51.100.7/32");
    }

    @Test
    void whomMailSaysNotToDropIsListed() throws Exception {
        Path clients =
                Files.writeString(folder.resolve("clients"), "198.51.100.64/26\nmail.example.org\n2001:db8:5::/48\n");
        configure("ban.never = [\"198.51.100.1\"]\nexempt.networks = [\"198.51.100.128/25\"]\naccess.client_files = \""
                + clients + "\"\n");
        server.reload();
        post(
                "/api/v1/ask",
                "{\"protocol_state\":\"RCPT\",\"client_address\":\"198.51.100.9\",\"sasl_username\":\"alice\"}");
        assertThat(get("/api/v1/bans/never").body().lines())
                .contains(
                        "198.51.100.1/32 ban.never holds it",
                        "198.51.100.128/25 exempt.networks holds it",
                        "198.51.100.9/32 a user has logged in from there lately",
                        "end 5")
                .anyMatch(line -> line.startsWith("198.51.100.64/26 an access list allows it: client 198.51.100.64/26"))
                .anyMatch(line -> line.startsWith("2001:db8:5::/48 an access list allows it: "))
                .hasSize(6);
        for (String never : List.of(
                "198.51.100.1",
                "198.51.100.0/24",
                "198.51.100.70",
                "2001:db8:5:9::/64",
                "10.0.0.7",
                "127.0.0.1",
                "fe80::1",
                "192.168.7.0/24")) {
            assertThat(post("/api/v1/ban", "{\"network\":\"" + never + "\"}"))
                    .as(never)
                    .returns(422, Answer::status)
                    .extracting(Answer::body)
                    .asString()
                    .contains("is never banned: ");
        }
        assertThat(networks(feed(""))).isEmpty();
    }

    @Test
    void aBanThatHasJustBegunEndsTheSession() throws Exception {
        ban("198.51.100.7");
        assertThat(action("198.51.100.7")).contains("\"action\":\"421 4.7.0 Banned: 198.51.100.7 until ");
        configure("ban.disconnect = \"0s\"\n");
        server.reload();
        assertThat(action("198.51.100.7")).contains("\"action\":\"REJECT 5.7.1 Banned: 198.51.100.7 until ");
    }

    @Test
    void whatTheFirewallHasDroppedIsToldOfABan() throws Exception {
        ban("198.51.100.7");
        post("/api/v1/bans/knocks", "198.51.100.7/32 41\n198.51.100.8/32 7\nend 2\n");
        assertThat(get("/api/v1/bans").body())
                .contains("\"packets_dropped\":41")
                .doesNotContain("198.51.100.8");
        assertThat(post("/api/v1/why", "{\"of\":\"198.51.100.7\"}").body())
                .contains("\"packets_dropped\":41", "the firewall has dropped 41 packets of it");
    }

    @Test
    void aRogueSenderIsOnRecordAndCountedButNotBanned() throws Exception {
        for (int i = 0; i < 40; i++) {
            post(
                    "/api/v1/offences",
                    "{\"vector\":\"rogue_sender\",\"address\":\"198.51.100.7\",\"evidence\":\"port 25 of 198.51.100.200\"}");
        }
        assertThat(post("/api/v1/why", "{\"of\":\"198.51.100.7\"}").body())
                .contains("\"vector\":\"rogue_sender\",\"times\":40", "port 25 of 198.51.100.200");
        assertThat(get("/metrics").body()).contains("doorward_offences_total{vector=\"rogue_sender\"} 40");
        assertThat(networks(feed(""))).isEmpty();
    }
}
