package org.doorward.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.doorward.admin.AdminServer;
import org.doorward.admin.AdminServices;
import org.doorward.admin.AdminToken;
import org.doorward.admin.NoLookups;
import org.doorward.admin.SampleServices;
import org.doorward.config.ListenAddress;
import org.doorward.decision.Inquiry;
import org.doorward.observe.SampleDecisions;
import org.doorward.ownlist.SampleOwnLists;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code doorward ask}, against a real admin listener. */
@Timeout(60)
class AskCommandTest {

    private static final String TOKEN = "0123456789abcdef0123456789abcdef";

    @TempDir
    Path folder;

    private final AtomicReference<Inquiry> asked = new AtomicReference<>();

    @BeforeEach
    void keepToken() throws IOException {
        Files.writeString(AdminToken.file(folder), TOKEN + "\n");
    }

    @Test
    void the_bare_line_is_printed_that_postfix_would_get() throws IOException {
        try (AdminServer server = server(TOKEN)) {
            CommandLineRun run = ask(server, "client=198.51.100.7", "sender=a@example.org", "recipient=b@example.com");

            assertThat(run)
                    .isEqualTo(new CommandLineRun(
                            0, "action=DEFER_IF_PERMIT 4.7.1 Greylisted, come back in 180 seconds\n", ""));
            assertThat(asked.get().envelope().sender()).isEqualTo("a@example.org");
            assertThat(asked.get().envelope().instance()).startsWith("ask.");
        }
    }

    @Test
    void the_explanation_shows_what_each_check_found() throws IOException {
        try (AdminServer server = server(TOKEN)) {
            assertThat(ask(server, "--explain", "recipient=b@example.com").out())
                    .isEqualTo("""
                            action=DEFER_IF_PERMIT 4.7.1 Greylisted, come back in 180 seconds

                            verdict: defer, because greylisted (first seen)
                            mode: enforced, decided in 0.412 ms

                            check             finding  verdict  reason      points  detail
                            exempt            nothing
                            score (observed)  points            score       2.5     bad HELO
                            dnsbl             unknown           deadline            no answer
                            greylist          settled  defer    greylisted          first seen
                            """);
        }
    }

    @Test
    void json_is_the_servers_whole_answer() throws IOException {
        try (AdminServer server = server(TOKEN)) {
            assertThat(ask(server, "--json", "recipient=b@example.com").out())
                    .startsWith("{\"action\":\"DEFER_IF_PERMIT 4.7.1 ")
                    .endsWith("]}\n");
        }
    }

    @Test
    void options_may_stand_before_and_after_the_words() throws IOException {
        try (AdminServer server = server(TOKEN)) {
            String listen = "admin.listen=inet:127.0.0.1:" + server.address().getPort();

            assertThat(CommandLineRun.of(folder, "ask", "--set", listen, "recipient=b@example.com", "--explain")
                            .status())
                    .isZero();
            assertThat(CommandLineRun.of(folder, "ask", "recipient=b@example.com", "--explain", "--set", listen)
                            .status())
                    .isZero();
        }
    }

    @Test
    void a_slip_is_warned_of_and_asked_nevertheless() throws IOException {
        try (AdminServer server = server(TOKEN)) {
            CommandLineRun run = ask(server, "recipent=b@example.com");

            assertThat(run.status()).isZero();
            assertThat(run.err()).isEqualTo("Postfix sends no attribute \"recipent\"; did you mean recipient?\n");
        }
    }

    @Test
    void a_server_that_does_not_run_is_named_with_the_remedy() throws IOException {
        int free;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = socket.getLocalPort();
        }

        CommandLineRun run = ask(free, "recipient=b@example.com");

        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err())
                .startsWith("No server answers on inet:127.0.0.1:" + free + " (admin.listen).")
                .contains("\"doorward serve\"", "\"systemctl start doorward\"", "--config and --set");
    }

    @Test
    void a_token_that_is_missing_is_named_with_the_remedy() throws IOException {
        Files.delete(AdminToken.file(folder));

        CommandLineRun run = ask(1, "recipient=b@example.com");

        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err())
                .startsWith("There is no admin token at " + AdminToken.file(folder) + ".")
                .contains("\"doorward serve\"", "DOORWARD_ADMIN_TOKEN");
    }

    @Test
    void a_token_that_the_server_does_not_take_is_explained() throws IOException {
        try (AdminServer server = server("another-token-of-another-server")) {
            CommandLineRun run = ask(server, "recipient=b@example.com");

            assertThat(run.status()).isEqualTo(1);
            assertThat(run.err())
                    .startsWith("The server does not accept this admin token.")
                    .contains("DOORWARD_ADMIN_TOKEN");
        }
    }

    @Test
    void a_configured_token_needs_no_file() throws IOException {
        Files.delete(AdminToken.file(folder));
        try (AdminServer server = server(TOKEN)) {
            assertThat(ask(server, "recipient=b@example.com", "--set", "admin.token=" + TOKEN)
                            .status())
                    .isZero();
        }
    }

    @Test
    void what_is_no_doorward_is_recognised() throws Exception {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CompletableFuture<Void> greeting = CompletableFuture.runAsync(() -> greet(other));

            CommandLineRun run = ask(other.getLocalPort(), "recipient=b@example.com");

            greeting.get();
            assertThat(run.status()).isEqualTo(1);
            assertThat(run.err()).contains("cannot be asked: what answers is no Doorward");
        }
    }

    private static void greet(ServerSocket listener) {
        try (Socket socket = listener.accept()) {
            InputStream in = socket.getInputStream();
            while (in.read() != '}') {
                // The request's end: closing before it would be a reset.
            }
            socket.getOutputStream().write("220 mail.example.org ESMTP\r\n".getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private CommandLineRun ask(AdminServer server, String... words) {
        return ask(server.address().getPort(), words);
    }

    private CommandLineRun ask(int port, String... words) {
        String[] arguments = new String[words.length + 3];
        arguments[0] = "ask";
        System.arraycopy(words, 0, arguments, 1, words.length);
        arguments[words.length + 1] = "--set";
        arguments[words.length + 2] = "admin.listen=inet:127.0.0.1:" + port;
        return CommandLineRun.of(folder, arguments);
    }

    private AdminServer server(String token) throws IOException {
        AdminServices services = SampleServices.of(
                () -> Instant.parse("2026-11-21T20:00:00Z"),
                (inquiry, loop) -> {
                    asked.set(inquiry);
                    return CompletableFuture.completedFuture(SampleDecisions.deferred(inquiry, false));
                },
                SampleOwnLists.in(Path.of("/nowhere")),
                NoLookups.get());
        return AdminServer.start(new ListenAddress.Inet("127.0.0.1", 0), new AdminToken(token), services);
    }
}
