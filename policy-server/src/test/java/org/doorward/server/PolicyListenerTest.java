package org.doorward.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.doorward.server.Decisions.ECHO;
import static org.doorward.server.Decisions.echoed;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.doorward.CapturedLog;
import org.doorward.PolicyClient;
import org.doorward.config.ListenAddress;
import org.doorward.config.ServerConfig;
import org.doorward.config.ServerConfig.Transport;
import org.doorward.decision.Decider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Real sockets on the loopback. */
@Timeout(60)
class PolicyListenerTest {

    private static final ListenAddress LOOPBACK = new ListenAddress.Inet("127.0.0.1", 0);
    private static final Duration SHORT = Duration.ofMillis(500);

    @TempDir
    Path directory;

    private final CountedEvents events = new CountedEvents();
    private final Decisions.Held held = new Decisions.Held();

    @ParameterizedTest
    @EnumSource(Transport.class)
    void postfixIsAnsweredOverEveryKindOfSocket(Transport transport) throws IOException {
        List<ListenAddress> addresses =
                List.of(LOOPBACK, new ListenAddress.Inet("::1", 0), new ListenAddress.Unix(directory.resolve("s")));
        try (PolicyListener listener = start(addresses, ServerConfigs.transport(transport), ECHO)) {
            assertThat(listener.addresses()).hasSize(3);
            for (SocketAddress address : listener.addresses()) {
                try (PolicyClient client = PolicyClient.connect(address)) {
                    assertThat(client.ask(request("a@x"))).isEqualTo(echoed("a@x"));
                    assertThat(client.ask(request("b@x"))).isEqualTo(echoed("b@x"));
                }
            }
        }
    }

    @Test
    void theTransportIsTheOneAskedFor() throws IOException {
        for (Transport transport : List.of(Transport.EPOLL, Transport.NIO)) {
            try (PolicyListener listener = start(List.of(LOOPBACK), ServerConfigs.transport(transport), ECHO)) {
                assertThat(listener.transport()).isEqualToIgnoringCase(transport.name());
            }
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Transport.class,
            names = {"EPOLL", "NIO"})
    void aThousandConnectionsAtOnceAreServed(Transport transport) throws Exception {
        List<PolicyClient> clients = new ArrayList<>();
        try (PolicyListener listener = start(List.of(LOOPBACK), ServerConfigs.transport(transport), ECHO)) {
            for (int each = 0; each < 1000; each++) {
                clients.add(PolicyClient.connect(listener.addresses().get(0)));
            }
            for (int each = 0; each < 1000; each++) {
                clients.get(each).send(PolicyClient.text(request(each + "@x")));
            }
            for (int each = 0; each < 1000; each++) {
                assertThat(clients.get(each).readAction()).isEqualTo(echoed(each + "@x"));
            }
            assertThat(events.count("opened")).isEqualTo(1000);
        } finally {
            for (PolicyClient client : clients) {
                client.close();
            }
        }
        assertThat(events.count("closed")).isEqualTo(1000);
    }

    @ParameterizedTest
    @EnumSource(
            value = Transport.class,
            names = {"EPOLL", "NIO"})
    void aClientThatNeverReadsIsNotReadFromAndThenClosed(Transport transport) throws Exception {
        ServerConfig config = ServerConfigs.requestTimeout(SHORT, transport);
        String flood = PolicyClient.text(request("x".repeat(380))).repeat(100);
        // A unix socket, because its buffers in the kernel are soon full.
        List<ListenAddress> addresses = List.of(new ListenAddress.Unix(directory.resolve("s")));
        try (CapturedLog log = CapturedLog.of("org.doorward.server");
                PolicyListener listener = start(addresses, config, ECHO);
                PolicyClient flooder = PolicyClient.connect(listener.addresses().get(0))) {
            assertThatThrownBy(() -> {
                        while (true) {
                            flooder.send(flood);
                        }
                    })
                    .isInstanceOf(IOException.class)
                    .isNotInstanceOf(SocketTimeoutException.class);
            events.await("timed out: reader", 1);
            assertThat(log.lines()).singleElement().asString().contains("does not read its replies");
            try (PolicyClient other = PolicyClient.connect(listener.addresses().get(0))) {
                assertThat(other.ask(request("a@x"))).isEqualTo(echoed("a@x"));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Transport.class,
            names = {"EPOLL", "NIO"})
    void aClientThatSendsByteByByteIsClosedAtTheRequestTimeout(Transport transport) throws Exception {
        ServerConfig config = ServerConfigs.requestTimeout(SHORT, transport);
        String request = PolicyClient.text(request("a@x"));
        try (CapturedLog log = CapturedLog.of("org.doorward.server");
                PolicyListener listener = start(List.of(LOOPBACK), config, ECHO);
                PolicyClient client = PolicyClient.connect(listener.addresses().get(0), Duration.ofMillis(50))) {
            int sent = 0;
            boolean open = true;
            while (open) {
                client.send(request.substring(sent, sent + 1));
                sent++;
                open = !closedMeanwhile(client);
            }
            assertThat(sent).isBetween(2, 12);
            assertThat(events.all()).contains("timed out: request");
            assertThat(log.lines()).hasSize(1);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Transport.class,
            names = {"EPOLL", "NIO"})
    void whoClosesItsSideAfterTheRequestStillGetsTheReply(Transport transport) throws Exception {
        List<ListenAddress> addresses = transport == Transport.EPOLL
                ? List.of(LOOPBACK, new ListenAddress.Unix(directory.resolve("s")))
                : List.of(LOOPBACK);
        try (PolicyListener listener = start(addresses, ServerConfigs.transport(transport), held)) {
            for (SocketAddress address : listener.addresses()) {
                try (PolicyClient client = PolicyClient.connect(address)) {
                    client.send(PolicyClient.text(request("a@x")));
                    client.shutdownOutput();
                    held.awaitAsked(1);
                    held.release();

                    assertThat(client.readUntilClosed()).isEqualTo("action=" + echoed("a@x") + "\n\n");
                }
            }
        }
    }

    @Test
    void eximIsAnsweredAndThenClosed() throws IOException {
        try (PolicyListener listener = start(List.of(LOOPBACK), ServerConfigs.exim(), ECHO);
                PolicyClient client = PolicyClient.connect(listener.addresses().get(0))) {
            client.send("sender=a@b\nrecipient=c@d\n\n");

            assertThat(client.readUntilClosed()).isEqualTo("action=" + echoed("c@d") + "\n\n");
        }
    }

    @Test
    void garbageIsClosedWithoutAReply() throws Exception {
        try (CapturedLog log = CapturedLog.of("org.doorward.server");
                PolicyListener listener = start(List.of(LOOPBACK), ServerConfigs.defaults(), ECHO);
                PolicyClient client = PolicyClient.connect(listener.addresses().get(0))) {
            client.send("GET / HTTP/1.0\r\n\r\n");

            assertThat(client.readUntilClosed()).isEmpty();
            events.await("closed", 1);
            assertThat(log.lines()).singleElement().asString().contains("127.0.0.1 port ");
        }
    }

    @Test
    void anAnswerFromAnotherThreadIsSent() throws Exception {
        try (PolicyListener listener = start(List.of(LOOPBACK), ServerConfigs.defaults(), held);
                PolicyClient client = PolicyClient.connect(listener.addresses().get(0))) {
            client.send(PolicyClient.text(request("a@x")));
            held.awaitAsked(1);
            awaitUnderWay(listener, 1);
            held.release();

            assertThat(client.readAction()).isEqualTo(echoed("a@x"));
            assertThat(listener.decisionsUnderWay()).isZero();
        }
    }

    /** A decision counts when it has turned out that it has to wait, which is just behind its being asked for. */
    private static void awaitUnderWay(PolicyListener listener, int decisions) {
        long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (listener.decisionsUnderWay() != decisions && System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        assertThat(listener.decisionsUnderWay()).isEqualTo(decisions);
    }

    @ParameterizedTest
    @EnumSource(
            value = Transport.class,
            names = {"EPOLL", "NIO"})
    void drainingClosesTheIdleAndAnswersWhatIsInFlight(Transport transport) throws Exception {
        try (PolicyListener listener = start(List.of(LOOPBACK), ServerConfigs.transport(transport), held);
                PolicyClient idle = PolicyClient.connect(listener.addresses().get(0));
                PolicyClient asking = PolicyClient.connect(listener.addresses().get(0))) {
            asking.send(PolicyClient.text(request("a@x")));
            held.awaitAsked(1);
            events.await("opened", 2);
            CompletableFuture<Void> drained = CompletableFuture.runAsync(() -> listener.drain(Duration.ofSeconds(30)));

            assertThat(idle.readUntilClosed()).isEmpty();
            assertNotServedAndSoonRefused(listener.addresses().get(0));
            held.release();
            assertThat(asking.readUntilClosed()).isEqualTo("action=" + echoed("a@x") + "\n\n");
            drained.get(30, TimeUnit.SECONDS);
        }
    }

    @Test
    void drainingDoesNotWaitForeverForAnAnswer() throws Exception {
        try (CapturedLog log = CapturedLog.of("org.doorward.server");
                PolicyListener listener = start(List.of(LOOPBACK), ServerConfigs.defaults(), held);
                PolicyClient client = PolicyClient.connect(listener.addresses().get(0))) {
            client.send(PolicyClient.text(request("a@x")));
            held.awaitAsked(1);
            listener.drain(Duration.ofMillis(50));

            assertThat(client.readUntilClosed()).isEmpty();
            assertThat(log.lines()).singleElement().asString().contains("Cutting 1 ");
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Transport.class,
            names = {"EPOLL", "NIO"})
    void anAddressInUseIsToldWithItsRemedyAndNothingStaysBound(Transport transport) throws IOException {
        Path socket = directory.resolve("s");
        try (PolicyListener first = start(List.of(LOOPBACK), ServerConfigs.defaults(), ECHO)) {
            int taken = ((InetSocketAddress) first.addresses().get(0)).getPort();
            List<ListenAddress> addresses =
                    List.of(new ListenAddress.Unix(socket), new ListenAddress.Inet("127.0.0.1", taken));

            assertThatThrownBy(() -> start(addresses, ServerConfigs.transport(transport), ECHO))
                    .isInstanceOf(ListenException.class)
                    .hasMessage("Cannot listen on inet:127.0.0.1:" + taken + ": the address is in use. "
                            + "Is another Doorward running? See `ss -ltnp`");
            assertThat(socket).doesNotExist();
        }
    }

    @Test
    void anAddressOfAnotherHostIsTold() {
        assertThatThrownBy(
                        () -> start(List.of(new ListenAddress.Inet("198.51.100.1", 0)), ServerConfigs.defaults(), ECHO))
                .isInstanceOf(ListenException.class)
                .hasMessageContaining("this host has no such address");
    }

    @Test
    void aHostNameWithoutAnAddressIsTold() {
        assertThatThrownBy(() -> start(
                        List.of(new ListenAddress.Inet("no-such-host.invalid", 0)), ServerConfigs.defaults(), ECHO))
                .isInstanceOf(ListenException.class)
                .hasMessageContaining("no address");
    }

    @Test
    void theUnixSocketIsGoneAfterTheEnd() throws IOException {
        Path socket = directory.resolve("s");
        try (PolicyListener listener = start(List.of(new ListenAddress.Unix(socket)), ServerConfigs.defaults(), ECHO)) {
            assertThat(listener.addresses()).hasSize(1);
            assertThat(socket).exists();
        }
        try (var left = Files.list(directory)) {
            assertThat(left).isEmpty();
        }
    }

    /** With NIO the kernel may still accept for the moment until the selector lets the socket go. */
    private static void assertNotServedAndSoonRefused(SocketAddress address) throws IOException {
        for (int attempt = 0; attempt < 1000; attempt++) {
            try (PolicyClient client = PolicyClient.connect(address)) {
                assertThat(client.readUntilClosed()).isEmpty();
            } catch (ConnectException refused) {
                return;
            }
        }
        throw new AssertionError("Connections are still accepted");
    }

    private static boolean closedMeanwhile(PolicyClient client) throws IOException {
        try {
            client.readUntilClosed();
            return true;
        } catch (SocketTimeoutException open) {
            return false;
        }
    }

    private PolicyListener start(List<ListenAddress> addresses, ServerConfig config, Decider decider)
            throws ListenException {
        return PolicyListener.start(addresses, config, decider, events, InstantSource.fixed(Session.NOW));
    }

    private static Map<String, String> request(String recipient) {
        return PolicyClient.request("198.51.100.7", "sender@example.org", recipient);
    }
}
