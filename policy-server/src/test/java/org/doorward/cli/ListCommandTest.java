package org.doorward.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.doorward.admin.AdminServer;
import org.doorward.admin.AdminServices;
import org.doorward.admin.AdminToken;
import org.doorward.admin.NoLookups;
import org.doorward.admin.SampleServices;
import org.doorward.config.ListenAddress;
import org.doorward.observe.SampleDecisions;
import org.doorward.ownlist.SampleOwnLists;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code doorward list}, against a real admin listener. */
@Timeout(60)
class ListCommandTest {

    private static final String TOKEN = "0123456789abcdef0123456789abcdef";

    @TempDir
    Path folder;

    private Instant now = Instant.parse("2026-11-21T20:00:00Z");
    private AdminServer server;

    @BeforeEach
    void start() throws IOException {
        Files.writeString(AdminToken.file(folder), TOKEN + "\n");
        AdminServices services = SampleServices.of(
                () -> now,
                (inquiry, loop) -> CompletableFuture.completedFuture(SampleDecisions.deferred(inquiry, false)),
                SampleOwnLists.in(folder),
                NoLookups.get());
        server = AdminServer.start(new ListenAddress.Inet("127.0.0.1", 0), new AdminToken(TOKEN), services);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void an_empty_list_is_said_to_be_empty() {
        assertThat(list()).isEqualTo(new CommandLineRun(0, "The own list is empty.\n", ""));
        assertThat(list("--json").out()).isEqualTo("{\"entries\":[]}\n");
    }

    @Test
    void what_is_added_is_shown_in_a_table() {
        assertThat(list("add", "198.51.100.7", "--reason", "guesses our users", "--for", "30d"))
                .isEqualTo(
                        new CommandLineRun(0, "198.51.100.7/32 is on the own list until 2026-12-21T20:00:00Z\n", ""));
        assertThat(list("add", "2001:db8::/64", "--reason", "spam\u00e4"))
                .isEqualTo(new CommandLineRun(0, "2001:db8::/64 is on the own list\n", ""));
        assertThat(list("add", "2001:db8::/64", "--reason", "spam").out())
                .isEqualTo("2001:db8::/64 is on the own list; it was before\n");

        now = Instant.parse("2026-12-21T20:00:00Z");
        assertThat(list().out()).isEqualTo("""
                network          since                 until                         reason             source
                198.51.100.7/32  2026-11-21T20:00:00Z  2026-12-21T20:00:00Z (ended)  guesses our users  doorward list
                2001:db8::/64    2026-11-21T20:00:00Z                                spam               doorward list
                """);
    }

    @Test
    void what_is_removed_is_gone() {
        list("add", "198.51.100.7", "--reason", "spam");

        assertThat(list("remove", "198.51.100.7"))
                .isEqualTo(new CommandLineRun(0, "198.51.100.7/32 is no longer on the own list\n", ""));
        assertThat(list().out()).isEqualTo("The own list is empty.\n");
    }

    @Test
    void what_the_server_refuses_is_told_in_its_words() {
        CommandLineRun loopback = list("add", "127.0.0.1", "--reason", "spam");
        assertThat(loopback.status()).isEqualTo(1);
        assertThat(loopback.err())
                .startsWith("The server refused the request (422): 127.0.0.1/32 is this host itself; list ");
        assertThat(list("remove", "198.51.100.7").err()).contains("198.51.100.7/32 is not on the list");
    }

    @Test
    void the_options_that_find_the_server_may_stand_before_the_second_word() {
        String listen = "admin.listen=inet:127.0.0.1:" + server.address().getPort();

        assertThat(CommandLineRun.of(folder, "list", "--set", listen, "add", "198.51.100.7", "--reason", "spam")
                        .status())
                .isZero();
        assertThat(CommandLineRun.of(folder, "list", "--set", listen, "remove", "198.51.100.7")
                        .status())
                .isZero();
    }

    @Test
    void a_reason_is_wanted() {
        CommandLineRun run = list("add", "198.51.100.7");

        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains("--reason", "\"doorward list add --help\" shows the usage.");
    }

    private CommandLineRun list(String... words) {
        List<String> arguments = new ArrayList<>(List.of("list"));
        arguments.addAll(List.of(words));
        arguments.addAll(List.of(
                "--set", "admin.listen=inet:127.0.0.1:" + server.address().getPort()));
        return CommandLineRun.of(folder, arguments.toArray(String[]::new));
    }
}
