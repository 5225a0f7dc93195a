package org.doorward.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandsTest {

    @TempDir
    Path folder;

    @Test
    void without_a_command_the_help_is_shown_and_the_status_is_2() {
        CommandLineRun run = run();

        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).startsWith("Usage: doorward").contains("check-config", "Examples:");
    }

    @Test
    void the_help_lists_the_commands_but_not_the_hidden_one() {
        CommandLineRun run = run("--help");

        assertThat(run.status()).isZero();
        assertThat(run.out())
                .contains("serve", "ask", "list", "check-config", "version")
                .doesNotContain("train");
    }

    @ParameterizedTest
    @ValueSource(strings = {"serve", "ask", "list", "list add", "list remove", "check-config", "version", "train"})
    void every_command_has_help_with_an_example_and_the_options_that_find_the_server(String command) {
        CommandLineRun run = run((command + " --help").split(" "));

        assertThat(run.status()).isZero();
        assertThat(run.out())
                .contains("Usage: doorward " + command, "--config=FILE", "--set=KEY=VALUE", "  doorward " + command);
        assertThat(run.out().lines()).allMatch(line -> line.length() <= 110);
    }

    @ParameterizedTest
    @ValueSource(strings = {"frob", "serve --frob", "serve word", "check-config a b", "ask", "ask --set"})
    void wrong_usage_is_status_2_with_a_hint(String words) {
        CommandLineRun run = run(words.split(" "));

        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains("--help\" shows the usage.");
        assertThat(run.out()).isEmpty();
    }

    @Test
    void the_version_names_the_commit_and_java() {
        assertThat(run("version"))
                .isEqualTo(new CommandLineRun(0, "doorward 1.2.3 (commit abc1234)\njava 17.0.1\n", ""));
    }

    @Test
    void check_config_prints_what_is_in_force_and_where_it_was_written() throws IOException {
        Path file = write("doorward.toml", "mode = \"observe\"\n[greylist]\ndelay = \"5m\"\n");

        CommandLineRun run = run("check-config", "--set", "greylist.scope=suspicious");

        assertThat(run.status()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(run.out())
                .contains("mode = \"observe\"  # " + file + ":1:1")
                .contains("delay = \"5m\"  # " + file + ":3:1")
                .contains("scope = \"suspicious\"  # --set greylist.scope")
                .contains("retry_window = \"24h\"  # default")
                .contains("# The state directory is " + folder);
    }

    @Test
    void check_config_takes_the_file_as_a_word_or_as_an_option() throws IOException {
        Path other = write("other.toml", "mode = \"observe\"\n");

        CommandLineRun word = run("check-config", other.toString());
        CommandLineRun option = run("check-config", "--config", other.toString());

        assertThat(word.out()).contains("mode = \"observe\"  # " + other + ":1:1");
        assertThat(option).isEqualTo(word);
        assertThat(run("check-config", other.toString(), "--config", other.toString())
                        .status())
                .isEqualTo(2);
    }

    @Test
    void check_config_prints_all_problems_with_their_places_and_remedies() throws IOException {
        Path file = write("bad.toml", "[greylist]\ndealy = \"5m\"\nscope = \"some\"\n");

        CommandLineRun run = run("check-config", file.toString());

        assertThat(run.status()).isEqualTo(1);
        assertThat(run.out()).isEmpty();
        assertThat(run.err())
                .contains(file + ":2:1: ", "did you mean greylist.delay?")
                .contains(file + ":3:1: ")
                .contains("The configuration has 2 problems");
    }

    @Test
    void check_config_judges_the_files_that_the_configuration_names() throws IOException {
        Path clients = write("clients", "example.org\n198.51.100.7/24\n");
        Path refused = write("refused", "@\n");
        Path optOut = write("opt_out", "# ours\n\ntwo words\n");
        Path suffixes = write("suffixes", "// nothing\n");

        CommandLineRun run = run(
                "check-config",
                "--set",
                "access.client_files=" + clients,
                "--set",
                "access.deny_recipient_files=" + refused,
                "--set",
                "greylist.opt_out_files=" + optOut,
                "--set",
                "greylist.public_suffix_list=" + suffixes);

        assertThat(run.status()).isEqualTo(1);
        assertThat(run.out()).isEmpty();
        assertThat(run.err())
                .contains(clients + ":2: ", "the network is 198.51.100.0/24")
                .contains(refused + ":1: ", optOut + ":3: ", "; write ")
                .contains("greylist.public_suffix_list: " + suffixes)
                .contains("The configuration has 4 problems");
    }

    @ParameterizedTest
    @CsvSource({"serve, 78", "ask recipient=b@example.com, 1", "check-config, 1"})
    void every_command_refuses_a_bad_configuration(String words, int status) {
        CommandLineRun run = run((words + " --set frob=1").split(" "));

        assertThat(run.status()).isEqualTo(status);
        assertThat(run.err()).contains("frob: unknown key", "The configuration has a problem");
    }

    @Test
    void a_file_that_is_not_there_is_a_problem() {
        CommandLineRun run =
                run("serve", "--config", folder.resolve("missing.toml").toString());

        assertThat(run.status()).isEqualTo(78);
        assertThat(run.err()).contains("missing.toml");
    }

    @Test
    void a_list_with_a_mistake_keeps_the_server_from_starting_with_the_status_of_a_bad_configuration()
            throws IOException {
        Path clients = write("clients", "198.51.100.7/24\n");

        CommandLineRun run = run(
                "serve",
                "--set",
                "access.client_files=" + clients,
                "--set",
                "listen=inet:127.0.0.1:0",
                "--set",
                "admin.listen=inet:127.0.0.1:0");

        assertThat(run.status()).isEqualTo(78);
        assertThat(run.err()).contains(clients + ":1: ");
    }

    @Test
    void the_help_explains_the_exit_status() {
        assertThat(run("--help").out()).contains("78 when the configuration keeps \"serve\" from starting");
    }

    @Test
    void training_does_not_depend_on_the_operators_token() {
        CommandLineRun run =
                CommandLineRun.of(folder, Map.of("DOORWARD_ADMIN_TOKEN", "0123456789abcdef0123456789abcdef"), "train");

        assertThat(run).isEqualTo(new CommandLineRun(0, "", ""));
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private CommandLineRun run(String... arguments) {
        return CommandLineRun.of(folder, arguments);
    }
}
