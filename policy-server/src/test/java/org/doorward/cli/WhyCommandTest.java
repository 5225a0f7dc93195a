package org.doorward.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.doorward.admin.AdminServer;
import org.doorward.admin.AdminToken;
import org.doorward.admin.SampleServices;
import org.doorward.config.ListenAddress;
import org.doorward.why.Account;
import org.doorward.why.Whom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code doorward why}, against a real admin listener. */
@Timeout(60)
class WhyCommandTest {

    private static final String TOKEN = "0123456789abcdef0123456789abcdef";
    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");

    @TempDir
    Path folder;

    private final AtomicReference<Whom> asked = new AtomicReference<>();
    private final AtomicReference<Map<String, String>> said = new AtomicReference<>(Map.of());

    @Test
    void the_story_is_printed_line_by_line() throws IOException {
        assertThat(why("sender=a@example.org")).isEqualTo(new CommandLineRun(0, """
                        sender=a@example.org at 2026-11-21T12:00:00Z

                        No verdict is remembered.
                        Not known: this is a test
                        """, ""));
    }

    @Test
    void json_is_the_servers_whole_answer() throws IOException {
        assertThat(why("198.51.100.0/24", "--json")).isEqualTo(new CommandLineRun(0, """
                        {"of":"198.51.100.0/24","at":"2026-11-21T12:00:00Z","clients":[],"verdicts":[],"greylist":[],\
                        "settings":[],"not_known":["this is a test"],"story":["198.51.100.0/24 at 2026-11-21T12:00:00Z","",\
                        "No verdict is remembered.","Not known: this is a test"]}
                        """, ""));
    }

    @Test
    void what_is_to_be_assumed_of_the_next_mail_is_named_as_for_ask() throws IOException {
        CommandLineRun run =
                why("198.51.100.7", "helo=shop", "reverse_client_name=a.test", "policy_context=submission", "sender=");

        assertThat(run.status()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(asked.get().text()).isEqualTo("198.51.100.7");
        assertThat(said.get())
                .isEqualTo(Map.of(
                        "helo_name",
                        "shop",
                        "reverse_client_name",
                        "a.test",
                        "policy_context",
                        "submission",
                        "sender",
                        ""));
    }

    @Test
    void a_name_that_postfix_does_not_know_is_warned_of() throws IOException {
        CommandLineRun run = why("198.51.100.7", "sendr=a@example.org");

        assertThat(run.status()).isZero();
        assertThat(run.err()).isEqualTo("Postfix sends no attribute \"sendr\"; did you mean sender?\n");
    }

    @Test
    void whoever_is_no_client_no_sender_and_no_recipient_is_refused() throws IOException {
        assertThat(why("198.51.100")).isEqualTo(new CommandLineRun(1, "", """
                        The server refused the request (400): "of" must be an address, a network, user@domain, \
                        sender=user@domain or recipient=user@domain
                        """));
        assertThat(why("198.51.100.7/24").err()).contains("(400)", "198.51.100.0/24");
        assertThat(why("198.51.100.7", "sender").status()).isEqualTo(2);
    }

    private CommandLineRun why(String... words) throws IOException {
        try (AdminServer server = AdminServer.start(
                new ListenAddress.Inet("127.0.0.1", 0),
                new AdminToken(TOKEN),
                SampleServices.of(() -> NOON, (whom, attributes, workers, loop) -> {
                    asked.set(whom);
                    said.set(attributes);
                    return CompletableFuture.completedFuture(account(whom));
                }))) {
            String[] arguments = new String[words.length + 5];
            arguments[0] = "why";
            System.arraycopy(words, 0, arguments, 1, words.length);
            arguments[words.length + 1] = "--set";
            arguments[words.length + 2] =
                    "admin.listen=inet:127.0.0.1:" + server.address().getPort();
            arguments[words.length + 3] = "--set";
            arguments[words.length + 4] = "admin.token=" + TOKEN;
            return CommandLineRun.of(folder, arguments);
        }
    }

    private static Account account(Whom whom) {
        return new Account(
                whom.text(),
                NOON,
                List.of(),
                Optional.of(List.of()),
                List.of(),
                Optional.empty(),
                List.of(),
                List.of("this is a test"));
    }
}
