package org.doorward.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.doorward.admin.AdminServer;
import org.doorward.admin.AdminServices;
import org.doorward.admin.AdminToken;
import org.doorward.admin.NoLookups;
import org.doorward.admin.SampleServices;
import org.doorward.config.ListenAddress;
import org.doorward.config.load.ConfigLoader;
import org.doorward.config.load.LoadResult;
import org.doorward.config.load.StateDirectory;
import org.doorward.observe.SampleDecisions;
import org.doorward.ownlist.SampleOwnLists;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Where a command that may not write the server's state directory finds its token. */
@Timeout(60)
class RunningServerTest {

    private static final String TOKEN = "0123456789abcdef0123456789abcdef";

    @TempDir
    Path folder;

    @Test
    void the_token_in_the_usual_place_is_found_by_whoever_may_only_read_it() throws IOException {
        Files.writeString(AdminToken.file(folder), TOKEN + "\n");
        try (AdminServer server = server()) {
            assertThat(ask(server.address().getPort(), folder).status()).isEqualTo(200);
        }
    }

    @Test
    void the_token_of_a_trial_in_the_working_directory_comes_first() throws IOException {
        Files.writeString(AdminToken.file(folder), "the-token-of-the-service\n");
        Path trial = Files.createDirectory(folder.resolve("doorward-state"));
        Files.writeString(AdminToken.file(trial), TOKEN + "\n");
        try (AdminServer server = server()) {
            assertThat(ask(server.address().getPort(), folder).status()).isEqualTo(200);
        }
    }

    @Test
    void a_token_file_that_the_configuration_names_is_the_only_place() throws IOException {
        Files.writeString(AdminToken.file(folder), "the-token-of-the-service\n");
        Path named = Files.writeString(folder.resolve("token"), TOKEN + "\n");
        try (AdminServer server = server()) {
            int port = server.address().getPort();
            assertThat(ask(port, folder, List.of("admin.token_file=" + named)).status())
                    .isEqualTo(200);
        }
    }

    @Test
    void a_token_that_lies_nowhere_is_missed_in_both_places() {
        Path usual = folder.resolve("not/here");

        assertThatThrownBy(() -> ask(1, usual))
                .isInstanceOf(CommandFailed.class)
                .hasMessageStartingWith("There is no admin token at " + folder.resolve("doorward-state/admin-token")
                        + " or " + usual.resolve("admin-token") + ".")
                .hasMessageContaining("DOORWARD_ADMIN_TOKEN");
    }

    @Test
    void a_token_that_nobody_lets_us_look_at_is_not_called_missing() throws IOException {
        Path file = AdminToken.file(folder);
        Files.createSymbolicLink(file, file);

        assertThatThrownBy(() -> ask(1, folder))
                .isInstanceOf(CommandFailed.class)
                .hasMessageStartingWith("The admin token cannot be read: " + file);
    }

    private AdminClient.Answer ask(int port, Path usual) {
        return ask(port, usual, List.of());
    }

    private AdminClient.Answer ask(int port, Path usual, List<String> more) {
        List<String> settings = new ArrayList<>(more);
        settings.add("admin.listen=inet:127.0.0.1:" + port);
        LoadResult.Loaded loaded = (LoadResult.Loaded) new ConfigLoader(
                        folder.resolve("doorward.toml"),
                        Map.of(),
                        Set.of(),
                        new StateDirectory(Map.of(), folder, folder))
                .load(Optional.empty(), settings);
        StateDirectory.Choice choice = new StateDirectory.Choice(
                folder.resolve("doorward-state"), StateDirectory.Rule.WORKING_DIRECTORY, Optional.of(usual));
        RunningServer server =
                new RunningServer(new LoadResult.Loaded(loaded.config(), loaded.settings(), choice, List.of()));
        return server.post(AskCommand.PATH, "{\"recipient\":\"b@example.com\"}".getBytes(StandardCharsets.US_ASCII));
    }

    private static AdminServer server() throws IOException {
        AdminServices services = SampleServices.of(
                () -> Instant.parse("2026-11-21T20:00:00Z"),
                (inquiry, loop) -> CompletableFuture.completedFuture(SampleDecisions.deferred(inquiry, false)),
                SampleOwnLists.in(Path.of("/nowhere")),
                NoLookups.get());
        return AdminServer.start(new ListenAddress.Inet("127.0.0.1", 0), new AdminToken(TOKEN), services);
    }
}
