package org.doorward.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.doorward.config.AdminConfig;
import org.doorward.config.ListenAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AdminTokenTest {

    private static final AdminConfig NO_TOKEN = config("");

    @TempDir
    Path state;

    @Test
    void the_first_start_makes_a_token_for_the_owner_and_the_group() throws IOException {
        AdminToken token = AdminToken.loadOrCreate(NO_TOKEN, state, new Random(1));

        Path file = AdminToken.file(state);
        String kept = Files.readString(file);
        assertThat(kept).matches("[0-9a-f]{64}\n");
        assertThat(token.matches(kept.strip())).isTrue();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-r-----");
    }

    @Test
    void nothing_else_is_left_in_the_state_directory() throws IOException {
        AdminToken.loadOrCreate(NO_TOKEN, state, new Random(1));

        try (Stream<Path> files = Files.list(state)) {
            assertThat(files).containsExactly(AdminToken.file(state));
        }
    }

    @Test
    void later_starts_keep_the_token() throws IOException {
        AdminToken first = AdminToken.loadOrCreate(NO_TOKEN, state, new Random(1));
        AdminToken second = AdminToken.loadOrCreate(NO_TOKEN, state, new Random(2));

        assertThat(second.authorization()).isEqualTo(first.authorization());
    }

    @Test
    void a_configured_token_counts_and_none_is_kept() throws IOException {
        AdminToken token = AdminToken.loadOrCreate(config("configured-token"), state, new Random(1));

        assertThat(token.matches("configured-token")).isTrue();
        assertThat(AdminToken.file(state)).doesNotExist();
    }

    @Test
    void a_file_that_is_named_is_made_in_the_place_of_the_usual_one_and_kept() throws IOException {
        Path named = Files.createDirectory(state.resolve("secrets")).resolve("token");
        AdminConfig config = new AdminConfig(new ListenAddress.Inet("127.0.0.1", 0), "", Optional.of(named));

        AdminToken made = AdminToken.loadOrCreate(config, state, new Random(1));

        assertThat(made.matches(Files.readString(named).strip())).isTrue();
        assertThat(AdminToken.file(state)).doesNotExist();
        assertThat(AdminToken.loadOrCreate(config, state, new Random(2)).authorization())
                .isEqualTo(made.authorization());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "short\n", "with a blank in the middle of it", "0123456789abcdef\n0123456789abcdef"})
    void a_damaged_file_is_refused_with_the_remedy_and_left_alone(String content) throws IOException {
        Files.writeString(AdminToken.file(state), content);

        assertThatThrownBy(() -> AdminToken.loadOrCreate(NO_TOKEN, state, new Random(1)))
                .isInstanceOf(IOException.class)
                .hasMessage(AdminToken.file(state)
                        + " does not hold a token; remove it, and the next start of the server makes a new one");
        assertThat(AdminToken.file(state)).hasContent(content);
    }

    @Test
    void a_binary_file_is_no_token_either() throws IOException {
        Files.write(AdminToken.file(state), new byte[] {(byte) 0xff, (byte) 0xfe, 0x20});

        assertThatThrownBy(() -> AdminToken.read(AdminToken.file(state))).hasMessageContaining("does not hold a token");
    }

    @Test
    void a_file_that_cannot_be_read_is_named_with_the_remedy() throws IOException {
        Path file = AdminToken.file(state);
        Files.createSymbolicLink(file, file);

        assertThatThrownBy(() -> AdminToken.loadOrCreate(NO_TOKEN, state, new Random(1)))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("The admin token " + file + " can neither be read nor made (")
                .hasMessageContaining("Let the user that Doorward runs as read it")
                .hasMessageContaining("DOORWARD_ADMIN_TOKEN");
    }

    @Test
    void an_overlong_file_is_refused() throws IOException {
        Files.writeString(AdminToken.file(state), "x".repeat(5_000));

        assertThatThrownBy(() -> AdminToken.read(AdminToken.file(state))).hasMessageContaining("does not hold a token");
    }

    @Test
    void only_the_token_itself_matches() {
        AdminToken token = new AdminToken("0123456789abcdef");

        assertThat(token.matches("0123456789abcdef")).isTrue();
        assertThat(token.matches("0123456789abcdeF")).isFalse();
        assertThat(token.matches("0123456789abcdef0")).isFalse();
        assertThat(token.matches("")).isFalse();
    }

    @Test
    void a_log_line_does_not_give_it_away() {
        assertThat(new AdminToken("0123456789abcdef")).hasToString("AdminToken");
    }

    private static AdminConfig config(String token) {
        return new AdminConfig(new ListenAddress.Inet("127.0.0.1", 0), token, Optional.empty());
    }
}
