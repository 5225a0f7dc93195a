package org.doorward.firewall.droplist;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.doorward.firewall.NeverBanned;
import org.doorward.firewall.droplist.ListFetcher.Patience;
import org.doorward.store.net.Cidr;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Drop lists from a server that behaves, and from one that does not. */
class DropListsTest {

    private static final Patience PATIENCE =
            new Patience(Duration.ofSeconds(2), Duration.ofSeconds(2), Duration.ofSeconds(3));

    @TempDir
    private Path directory;

    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final CountDownLatch over = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private HttpServer server;
    private Answer answer = exchange -> text(exchange, 200, "198.51.100.0/24\n");
    private Instant now = Instant.parse("2026-11-26T10:00:00Z");
    private DropLists lists;

    /** What the server does. */
    private interface Answer {
        void to(HttpExchange exchange) throws IOException;
    }

    /** What is said to a client. */
    private interface Talk {
        void with(Socket client) throws IOException;
    }

    @BeforeEach
    void serve() throws Exception {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            asked.add(exchange.getRequestURI() + " "
                    + exchange.getRequestHeaders().getFirst("If-None-Match"));
            try (exchange) {
                answer.to(exchange);
            }
        });
        server.start();
        lists = start();
    }

    @AfterEach
    void stop() {
        over.countDown();
        server.stop(0);
        threads.shutdownNow();
    }

    @Test
    void takesAListAndKeepsIt() throws Exception {
        answer = exchange -> text(exchange, 200, spamhaus(1500, 100));
        lists.refresh();
        assertThat(status().v4()).isEqualTo(1500);
        assertThat(status().v6()).isEqualTo(100);
        assertThat(status().inUse()).isTrue();
        assertThat(status().error()).isEmpty();
        assertThat(status().good()).isEqualTo(now);
        server.stop(0);
        assertThat(start().networks(NeverBanned.NOBODY)).isEqualTo(lists.networks(NeverBanned.NOBODY));
        assertThat(Files.readString(directory.resolve("drop.list"))).contains("(c) somebody");
    }

    @Test
    void asksAtMostOnceAnHourAlsoAfterStartingAnew() throws Exception {
        lists.refresh();
        lists.refresh();
        now = now.plus(Duration.ofMinutes(59));
        lists = start();
        lists.refresh();
        assertThat(asked).hasSize(1);
        now = now.plus(Duration.ofMinutes(1));
        lists.refresh();
        assertThat(asked).hasSize(2);
    }

    @Test
    void asksAtMostOnceAnHourWhenItFailsAndTheProcessEndsEachTime() throws Exception {
        answer = exchange -> text(exchange, 500, "no\n");
        for (int minute = 0; minute < 120; minute++) {
            lists = start();
            lists.refresh();
            now = now.plus(Duration.ofMinutes(1));
        }
        assertThat(asked).hasSize(2);
    }

    @Test
    void asksOnlyForAnotherVersion() throws Exception {
        answer = exchange -> {
            exchange.getResponseHeaders().set("ETag", "\"one\"");
            text(exchange, 200, "198.51.100.0/24\n");
        };
        lists.refresh();
        List<Cidr> before = lists.networks(NeverBanned.NOBODY);
        answer = exchange -> exchange.sendResponseHeaders(304, -1);
        now = now.plus(Duration.ofHours(1));
        lists.refresh();
        assertThat(asked).containsExactly("/list null", "/list \"one\"");
        assertThat(status().good()).isEqualTo(now);
        assertThat(lists.networks(NeverBanned.NOBODY)).isSameAs(before);
    }

    /** What is left out is no reason to find the whole list grown the next time. */
    @Test
    void takesTheNextVersionOfAListOfWhichMuchIsLeftOut() throws Exception {
        lists = new DropLists(
                List.of(new DropListSettings(
                        "drop", ListSource.of(url()), Duration.ZERO, DropListRules.USUAL.withWidest(8, 128))),
                directory,
                DropLists.WARNED,
                () -> now,
                new ListFetcher(PATIENCE, System::nanoTime),
                Room.ofThisProcess());
        answer = exchange -> text(exchange, 200, spamhaus(100, 900));
        lists.refresh();
        now = now.plus(Duration.ofHours(1));
        answer = exchange -> text(exchange, 200, spamhaus(101, 900));
        lists.refresh();
        assertThat(status().error()).isEmpty();
        assertThat(status().v4()).isEqualTo(101);
        assertThat(status().v6()).isZero();
    }

    @Test
    void keepsTheLastGoodOneWhateverComes() throws Exception {
        answer = exchange -> text(exchange, 200, spamhaus(1500, 100));
        lists.refresh();
        keepsWhen("answers 500", exchange -> text(exchange, 500, "no\n"));
        keepsWhen("answers 403", exchange -> text(exchange, 403, "no\n"));
        keepsWhen("web page", exchange -> text(exchange, 200, "<html>Log in</html>\n"));
        keepsWhen("cannot be read", exchange -> text(exchange, 200, "garbage\u0001\n".repeat(50)));
        keepsWhen("it is empty", exchange -> text(exchange, 200, ""));
        keepsWhen("shrunk from 1600", exchange -> text(exchange, 200, spamhaus(700, 50)));
        keepsWhen("grown from 1600", exchange -> text(exchange, 200, spamhaus(7000, 50)));
        keepsWhen("cut off", exchange -> text(exchange, 200, spamhaus(1500, 100).substring(0, 40_000)));
        keepsWhen("larger than 16 MiB", exchange -> {
            exchange.sendResponseHeaders(200, 17 << 20);
            exchange.getResponseBody().write('#');
            exchange.getResponseBody().flush();
        });
        keepsWhen("larger than 16 MiB", DropListsTest::endless);
        keepsWhen("larger than 16 MiB", DropListsTest::bomb);
        assertThat(status().good()).isBefore(now);
        answer = exchange -> text(exchange, 200, spamhaus(1490, 101));
        now = now.plus(Duration.ofHours(1));
        lists.refresh();
        assertThat(status().error()).isEmpty();
        assertThat(status().v6()).isEqualTo(101);
    }

    @Test
    void takesAShrunkListOnceTheKeptOneIsRemoved() throws Exception {
        answer = exchange -> text(exchange, 200, spamhaus(1500, 100));
        lists.refresh();
        keepsWhen("remove " + directory.resolve("drop.list"), exchange -> text(exchange, 200, spamhaus(700, 50)));
        Files.delete(directory.resolve("drop.list"));
        now = now.plus(Duration.ofHours(1));
        lists.refresh();
        assertThat(status().v4()).isEqualTo(700);
    }

    @Test
    void refusesAnAnswerThatIsCutOff() throws Exception {
        // The server's own classes send all that they promise.
        try (ServerSocket socket = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            once(socket, client -> {
                client.getInputStream().read(new byte[4096]);
                client.getOutputStream()
                        .write("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n198.51.100.0/24\n".getBytes(US_ASCII));
            });
            lists = start("http://127.0.0.1:" + socket.getLocalPort() + "/list");
            lists.refresh();
        }
        assertThat(status().error()).contains("cut off");
    }

    @Test
    void doesNotWaitForAnAnswerThatDripsOrNeverComes() throws Exception {
        keepsWhen("within 3 s", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            drip(exchange.getResponseBody());
        });
        keepsWhen("timed out", exchange -> await());
    }

    @Test
    void doesNotWaitForAHeadThatDrips() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            once(socket, client -> {
                client.getOutputStream().write("HTTP/1.1 200 OK\r\nX: ".getBytes(US_ASCII));
                drip(client.getOutputStream());
            });
            lists = start("http://127.0.0.1:" + socket.getLocalPort() + "/list");
            lists.refresh();
        }
        assertThat(status().error()).contains("within 3 s");
    }

    @Test
    void followsAFewRedirectsButNotForEverNorToElsewhere() throws Exception {
        answer = exchange -> {
            if (exchange.getRequestURI().getPath().equals("/list")) {
                redirect(exchange, "/there");
            } else {
                text(exchange, 200, "198.51.100.0/24\n");
            }
        };
        lists.refresh();
        assertThat(status().v4()).isEqualTo(1);
        keepsWhen("more than 5 redirects", exchange -> redirect(exchange, "/list"));
        keepsWhen("where this does not go", exchange -> redirect(exchange, "file:///etc/passwd"));
        keepsWhen("where this does not go", exchange -> redirect(exchange, "ftp://list.example/"));
        keepsWhen("which is no URL", exchange -> redirect(exchange, "http://[/"));
    }

    @Test
    void readsAZippedAnswer() throws Exception {
        answer = exchange -> {
            ByteArrayOutputStream zipped = new ByteArrayOutputStream();
            try (GZIPOutputStream out = new GZIPOutputStream(zipped)) {
                out.write("198.51.100.0/24\n".getBytes(US_ASCII));
            }
            exchange.getResponseHeaders().set("Content-Encoding", "gzip");
            exchange.sendResponseHeaders(200, zipped.size());
            exchange.getResponseBody().write(zipped.toByteArray());
        };
        lists.refresh();
        assertThat(status().v4()).isEqualTo(1);
    }

    @Test
    void leavesOutWhoIsProtectedAndSaysSo() throws Exception {
        answer = exchange -> text(exchange, 200, "198.51.100.0/24\n198.51.101.0/24\n198.51.100.7\n");
        lists.refresh();
        NeverBanned never = new NeverBanned() {
            private final Cidr gateway = Cidr.parse("198.51.100.1").orElseThrow();

            @Override
            public Optional<String> why(Cidr network) {
                return network.contains(gateway.address()) ? Optional.of("the gateway") : Optional.empty();
            }

            @Override
            public List<Cidr> networks() {
                return List.of(gateway);
            }
        };
        assertThat(lists.networks(never))
                .extracting(Cidr::toString)
                .containsExactly("198.51.100.7/32", "198.51.101.0/24");
        assertThat(status().remarks()).containsExactly("198.51.100.0/24 is left out: it would touch the gateway");
        assertThat(lists.networks(never)).isSameAs(lists.networks(never));
    }

    @Test
    void mergesWhatSeveralListsHave() throws Exception {
        Path other = directory.resolve("mine.txt");
        Files.writeString(other, "198.51.101.0/24\n198.51.100.128/25\n");
        lists = new DropLists(
                List.of(settings("drop", url()), settings("mine", other.toString())),
                directory,
                DropLists.WARNED,
                () -> now,
                new ListFetcher(PATIENCE, System::nanoTime),
                Room.ofThisProcess());
        lists.refresh();
        assertThat(lists.networks(NeverBanned.NOBODY))
                .extracting(Cidr::toString)
                .containsExactly("198.51.100.0/23");
    }

    @Test
    void aListForWhichThereIsNoRoomBesideTheOthersIsRefusedAndTheyStay() throws Exception {
        Path some = Files.writeString(directory.resolve("some.txt"), "198.51.101.0/24\n198.51.100.0/25\n");
        Path more = Files.writeString(directory.resolve("more.txt"), "203.0.113.0/24\n192.0.2.0/24\n");
        // Room for three networks.
        Room room = new Room(3 * 4 * 240);
        lists = new DropLists(
                List.of(settings("some", some.toString()), settings("more", more.toString())),
                directory,
                DropLists.WARNED,
                () -> now,
                new ListFetcher(PATIENCE, System::nanoTime),
                room);
        lists.refresh();

        assertThat(lists.networks(NeverBanned.NOBODY))
                .extracting(Cidr::toString)
                .containsExactly("198.51.100.0/25", "198.51.101.0/24");
        assertThat(lists.statuses().get(1).error()).contains("more than 1 networks", "DOORWARD_FIREWALL_HEAP");
    }

    @Test
    void followsAFileAndKeepsTheLastGoodOne() throws Exception {
        Path file = directory.resolve("mine.txt");
        Files.writeString(file, "198.51.100.0/24\n");
        lists = start(file.toString());
        lists.refresh();
        assertThat(status().v4()).isEqualTo(1);
        change(file, "<html>\n");
        lists.refresh();
        assertThat(status().error()).contains("web page");
        assertThat(status().v4()).isEqualTo(1);
        Files.delete(file);
        assertThat(start(file.toString()).networks(NeverBanned.NOBODY)).hasSize(1);
        change(file, "198.51.100.0/24\n198.51.102.0/24\n");
        lists.refresh();
        assertThat(status().error()).isEmpty();
        assertThat(status().v4()).isEqualTo(2);
    }

    @Test
    void stopsUsingAListThatIsAMonthOld() throws Exception {
        lists.refresh();
        answer = exchange -> text(exchange, 500, "no\n");
        now = now.plus(Duration.ofDays(30));
        lists.refresh();
        assertThat(lists.networks(NeverBanned.NOBODY)).hasSize(1);
        now = now.plusSeconds(1);
        assertThat(lists.networks(NeverBanned.NOBODY)).isEmpty();
        assertThat(status().inUse()).isFalse();
        assertThat(start().networks(NeverBanned.NOBODY)).isEmpty();
    }

    @Test
    void doesNotUseAListThatCameFromElsewhere() throws Exception {
        lists.refresh();
        assertThat(start("http://127.0.0.1:9/other").networks(NeverBanned.NOBODY))
                .isEmpty();
    }

    @Test
    void startsWithoutAKeptListThatIsDamaged() throws Exception {
        lists.refresh();
        Files.writeString(directory.resolve("drop.list"), "\u0000\u0000\u0000");
        lists = start();
        assertThat(lists.networks(NeverBanned.NOBODY)).isEmpty();
        assertThat(status().error()).contains("cannot be read");
        now = now.plus(Duration.ofHours(1));
        lists.refresh();
        assertThat(status().v4()).isEqualTo(1);
    }

    @Test
    void takesHalfAMillionNetworks() throws Exception {
        StringBuilder text = new StringBuilder("# a netset\n");
        for (int i = 0; i < 500_000; i++) {
            text.append(20 + (i >> 16))
                    .append('.')
                    .append(i >> 8 & 255)
                    .append('.')
                    .append(i & 255);
            text.append(".").append(i % 200).append('\n');
        }
        answer = exchange -> text(exchange, 200, text.toString());
        long begin = System.nanoTime();
        lists.refresh();
        long fetched = System.nanoTime();
        assertThat(lists.networks(NeverBanned.NOBODY)).hasSize(500_000);
        System.out.println("500,000 networks: fetched and checked in " + (fetched - begin) / 1_000_000
                + " ms, merged in " + (System.nanoTime() - fetched) / 1_000_000 + " ms");
    }

    /** Answers one client, by hand. */
    private void once(ServerSocket socket, Talk talk) {
        threads.execute(() -> {
            try (Socket client = socket.accept()) {
                talk.with(client);
            } catch (IOException gone) {
                System.out.println("the client has gone: " + gone.getMessage());
            }
        });
    }

    private void keepsWhen(String why, Answer bad) throws Exception {
        List<Cidr> before = lists.networks(NeverBanned.NOBODY);
        answer = bad;
        now = now.plus(Duration.ofHours(1));
        lists.refresh();
        assertThat(status().error()).contains(why);
        assertThat(lists.networks(NeverBanned.NOBODY)).isSameAs(before);
        assertThat(directory.resolve("drop.list.new")).doesNotExist();
    }

    private DropLists start() throws IOException {
        return start(url());
    }

    private DropLists start(String source) throws IOException {
        return new DropLists(
                List.of(settings("drop", source)),
                directory,
                DropLists.WARNED,
                () -> now,
                new ListFetcher(PATIENCE, System::nanoTime),
                Room.ofThisProcess());
    }

    private static DropListSettings settings(String name, String source) {
        return new DropListSettings(name, ListSource.of(source), Duration.ZERO, DropListRules.USUAL);
    }

    private String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/list";
    }

    private DropListStatus status() {
        return lists.statuses().get(0);
    }

    private static String spamhaus(int v4, int v6) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < v4; i++) {
            text.append("{\"cidr\":\"").append(20 + i / 256).append('.').append(i % 256);
            text.append(".16.0/20\",\"sblid\":\"SBL").append(i).append("\",\"rir\":\"apnic\"}\n");
        }
        for (int i = 0; i < v6; i++) {
            text.append("{\"cidr\":\"2001:db8:").append(Integer.toHexString(i));
            text.append("::/48\",\"sblid\":\"SBL").append(i).append("\",\"rir\":\"ripencc\"}\n");
        }
        return text.append("{\"type\":\"metadata\",\"timestamp\":1764150000,\"size\":1,\"records\":")
                .append(v4 + v6)
                .append(",\"copyright\":\"(c) somebody\"}\n")
                .toString();
    }

    private static void text(HttpExchange exchange, int status, String text) throws IOException {
        byte[] bytes = text.getBytes(US_ASCII);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    private static void redirect(HttpExchange exchange, String location) throws IOException {
        exchange.getResponseHeaders().set("Location", location);
        exchange.sendResponseHeaders(302, -1);
    }

    private static void endless(HttpExchange exchange) throws IOException {
        exchange.sendResponseHeaders(200, 0);
        byte[] lines = "198.51.100.0/24\n".repeat(4096).getBytes(US_ASCII);
        while (true) {
            exchange.getResponseBody().write(lines);
        }
    }

    /** 20 MiB in 20 KiB. */
    private static void bomb(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().set("Content-Encoding", "gzip");
        exchange.sendResponseHeaders(200, 0);
        try (GZIPOutputStream out = new GZIPOutputStream(exchange.getResponseBody())) {
            out.write(new byte[20 << 20]);
        }
    }

    /** A byte each 100 ms until the test is over. */
    private void drip(OutputStream out) throws IOException {
        try {
            while (!over.await(100, TimeUnit.MILLISECONDS)) {
                out.write('#');
                out.flush();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void await() {
        try {
            over.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Changes a file so that it is seen, also on a file system that counts in seconds. */
    private static void change(Path file, String text) throws IOException {
        Files.writeString(file, text);
        Files.setLastModifiedTime(file, FileTime.fromMillis(1_000_000L * text.length()));
    }
}
