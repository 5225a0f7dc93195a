package org.doorward.firewall.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.doorward.firewall.BanChanges;
import org.doorward.firewall.BanFeed.News;
import org.doorward.firewall.FeedText;
import org.doorward.firewall.FirewallBan;
import org.doorward.store.net.Cidr;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpBanFeedTest {

    private static final News NEWS = new News(
            "a-1",
            true,
            new BanChanges(
                    List.of(),
                    List.of(new FirewallBan(Cidr.parse("198.51.100.7").orElseThrow(), 1_764_150_000, "B7K2M9QX"))));
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n";

    private final BlockingQueue<String> asked = new LinkedBlockingQueue<>();
    private final AtomicLong nanos = new AtomicLong();
    private ServerSocket listener;
    private HttpBanFeed feed;

    /** Writes an answer. */
    private interface Answer {
        void write(OutputStream out) throws IOException;
    }

    @BeforeEach
    void open() throws IOException {
        listener = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        feed = new HttpBanFeed(new ServerLink(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), listener.getLocalPort()),
                () -> "0123456789abcdef",
                nanos::get));
    }

    @Test
    void aServerWhoseNameNobodyKnewAtTheStartIsLookedUpAnew() throws Exception {
        HttpBanFeed named = new HttpBanFeed(new ServerLink(
                InetSocketAddress.createUnresolved("localhost", listener.getLocalPort()),
                () -> "0123456789abcdef",
                nanos::get));
        answering(OK + FeedText.write(NEWS));

        assertThat(named.next(null, Duration.ofSeconds(1))).isEqualTo(NEWS);
    }

    @AfterEach
    void close() throws IOException {
        listener.close();
    }

    @Test
    void asksForAllAndThenForWhatHasChanged() throws Exception {
        answering(OK + FeedText.write(NEWS));
        assertThat(feed.next(null, Duration.ofSeconds(1))).isEqualTo(NEWS);
        assertThat(asked.take())
                .startsWith("GET /api/v1/bans/feed HTTP/1.0\r\n")
                .contains("Authorization: Bearer 0123456789abcdef\r\n");

        answering(OK + FeedText.write(NEWS));
        feed.next("a-1", Duration.ofSeconds(7));
        assertThat(asked.take()).startsWith("GET /api/v1/bans/feed?since=a-1&wait=7 HTTP/1.0\r\n");
    }

    @Test
    void aTokenThatIsNotAcceptedIsSaidWithTheRemedy() throws Exception {
        answering("HTTP/1.1 401 Unauthorized\r\n\r\n{\"error\":\"no\"}");
        refused("does not accept the admin token", "admin-token");
    }

    @Test
    void theServersOwnWordsAreTold() throws Exception {
        answering("HTTP/1.1 503 Service Unavailable\r\n\r\ntoo many polls\u0001");
        refused("refuses (503): too many polls");
    }

    @Test
    void nobodyThereIsSaid() throws Exception {
        listener.close();
        refused("no server answers on", "doorward serve");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\r\n\r\n",
                "hello\n\n",
                "HTTP/1.1\r\n\r\n",
                "SSH-2.0-OpenSSH_9.2\r\n",
                "HTTP/1.1 200 OK\r\n\r\n<html>",
                "HTTP/1.1 200 OK\r\n\r\ndoorward-bans 1\nrevision a whole\n",
                "HTTP/1.1 200 OK\r\n\r\ndoorward-bans 1\nrevision a whole\n+ 198.51.100.7/32 1 B\nend 2\n",
                "\u0000\u0000\u0000"
            })
    void whatIsNoFeedIsRefused(String answer) throws Exception {
        answering(answer);
        assertThatThrownBy(() -> feed.next(null, Duration.ofSeconds(1))).isInstanceOf(IOException.class);
    }

    @Test
    void aHeadWithoutEndIsRefused() throws Exception {
        answering(out -> endless(out, "X-More: of this\r\n"));
        refused("is no Doorward");
    }

    @Test
    void aBodyWithoutEndIsRefusedBeforeItFillsTheMemory() throws Exception {
        answering(out -> {
            out.write((OK + "doorward-bans 1\nrevision a whole\n").getBytes(StandardCharsets.US_ASCII));
            endless(out, "a".repeat(1000));
        });
        refused("line 3 of the feed: longer than 200 characters");
    }

    @Test
    void anAnswerThatDripsHasAnEnd() throws Exception {
        answering(out -> {
            for (byte letter : OK.getBytes(StandardCharsets.US_ASCII)) {
                out.write(letter);
                out.flush();
                nanos.addAndGet(Duration.ofSeconds(9).toNanos());
            }
        });
        refused("does not answer in time");
    }

    private static void endless(OutputStream out, String part) throws IOException {
        byte[] bytes = part.getBytes(StandardCharsets.US_ASCII);
        for (int times = 0; times < 1_000_000; times++) {
            out.write(bytes);
        }
    }

    private void refused(String... words) {
        assertThatThrownBy(() -> feed.next(null, Duration.ofSeconds(1)))
                .isInstanceOf(IOException.class)
                .message()
                .contains(words);
    }

    private void answering(String answer) {
        answering(out -> out.write(answer.getBytes(StandardCharsets.UTF_8)));
    }

    private void answering(Answer answer) {
        Thread server = new Thread(() -> {
            try (Socket socket = listener.accept()) {
                asked.add(request(socket.getInputStream()));
                answer.write(socket.getOutputStream());
            } catch (IOException gone) {
                // Who has read enough closes.
            }
        });
        server.setDaemon(true);
        server.start();
    }

    private static String request(InputStream in) {
        try {
            StringBuilder text = new StringBuilder();
            while (text.indexOf("\r\n\r\n") < 0) {
                text.append((char) in.read());
            }
            return text.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
