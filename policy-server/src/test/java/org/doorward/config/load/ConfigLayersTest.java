package org.doorward.config.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.doorward.config.AccessConfig;
import org.doorward.config.DoorwardConfig;
import org.doorward.config.ListenAddress;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigLayersTest {

    @TempDir
    Path directory;

    private Configurations configurations;

    @BeforeEach
    void begin() {
        configurations = new Configurations(directory);
    }

    @Test
    void a_missing_default_file_means_the_defaults() {
        assertThat(configurations.loaded().config().mode()).isEqualTo(DoorwardConfig.Mode.ENFORCE);
    }

    @Test
    void the_files_that_were_read_are_named_in_their_order() {
        assertThat(configurations.loaded().files()).isEmpty();

        configurations.confD("b.toml", "").file("").confD("a.toml", "");

        assertThat(configurations.loaded().files())
                .containsExactly(
                        configurations.main(), directory.resolve("conf.d/a.toml"), directory.resolve("conf.d/b.toml"));
    }

    @Test
    void files_that_cannot_be_looked_at_are_a_problem_and_not_missing() throws IOException {
        Files.createSymbolicLink(configurations.main(), configurations.main());
        Files.createSymbolicLink(directory.resolve("conf.d"), directory.resolve("conf.d"));

        assertThat(configurations.problems())
                .satisfiesExactly(
                        conf -> assertThat(conf)
                                .isEqualTo(
                                        "DIR/conf.d: cannot be listed; make it a directory that the user that Doorward"
                                                + " runs as may read"),
                        main -> assertThat(main).startsWith("DIR/doorward.toml: cannot be read: "));
    }

    @Test
    void a_missing_file_that_was_named_is_a_problem() {
        assertThat(configurations.shown(configurations.result(Optional.of(directory.resolve("other.toml")))))
                .containsExactly("DIR/other.toml: does not exist; create it, or name another with --config");
    }

    @Test
    void a_file_that_was_named_replaces_the_default_one() {
        configurations.file("mode = \"observe\"");

        LoadResult result = configurations.result(Optional.of(configurations.create("other.toml")));

        assertThat(((LoadResult.Loaded) result).config().mode()).isEqualTo(DoorwardConfig.Mode.ENFORCE);
    }

    @Test
    void files_of_conf_d_count_after_the_file_in_the_order_of_their_names() {
        configurations
                .file("greylist.delay = \"1m\"\ngreylist.passed_age = \"10d\"\nlog.level = \"warn\"")
                .confD("20-b.toml", "greylist.delay = \"3m\"")
                .confD("10-a.toml", "greylist.delay = \"2m\"\ngreylist.passed_age = \"20d\"");

        var config = configurations.loaded().config();

        assertThat(config.greylist().delay()).isEqualTo(Duration.ofMinutes(3));
        assertThat(config.greylist().passedAge()).isEqualTo(Duration.ofDays(20));
        assertThat(config.log().level()).hasToString("WARN");
    }

    @Test
    void conf_d_counts_without_the_default_file() {
        configurations.confD("a.toml", "mode = \"observe\"");

        assertThat(configurations.loaded().config().mode()).isEqualTo(DoorwardConfig.Mode.OBSERVE);
    }

    @Test
    void hidden_and_other_files_of_conf_d_are_left_out() {
        configurations
                .confD(".hidden.toml", "nonsense")
                .confD("a.toml.bak", "nonsense")
                .confD("readme.md", "nonsense")
                .confD("deeper/a.toml", "nonsense");

        assertThat(configurations.result()).isInstanceOf(LoadResult.Loaded.class);
    }

    @Test
    void a_list_replaces_the_one_before() {
        configurations.file("exempt.recipients = [\"a@\", \"b@\"]").confD("a.toml", "[exempt]\nrecipients = [\"c@\"]");

        assertThat(configurations.loaded().config().exempt().recipients()).containsExactly("c@");
    }

    @Test
    void access_entries_of_all_files_are_gathered_denials_first() {
        configurations
                .file("[[access.allow]]\nname = \"one.example\"\n[[access.deny]]\nname = \"two.example\"")
                .confD(
                        "a.toml",
                        "[[access.deny]]\nname = \"three.example\"\n[[access.allow]]\nname = \"four.example\"");

        var entries = configurations
                .loaded("access.allow=[{name=\"five.example\"}]")
                .config()
                .access()
                .entries();

        assertThat(entries)
                .extracting(entry -> entry.name().orElseThrow())
                .containsExactly("two.example", "three.example", "one.example", "four.example", "five.example");
        assertThat(entries).extracting(AccessConfig.Entry::allow).containsExactly(false, false, true, true, true);
    }

    @Test
    void the_environment_holds_secrets_and_counts_after_the_files() {
        configurations.file("admin.token = \"aaaaaaaaaaaaaaaa\"");
        configurations.environment("DOORWARD_ADMIN_TOKEN", "bbbbbbbbbbbbbbbb");

        assertThat(configurations.loaded().config().admin().token()).isEqualTo("bbbbbbbbbbbbbbbb");
        assertThat(configurations
                        .loaded("admin.token=cccccccccccccccc")
                        .config()
                        .admin()
                        .token())
                .isEqualTo("cccccccccccccccc");
    }

    @Test
    void an_empty_variable_counts_as_none() {
        configurations.file("admin.token = \"aaaaaaaaaaaaaaaa\"").environment("DOORWARD_ADMIN_TOKEN", "");

        assertThat(configurations.loaded().config().admin().token()).isEqualTo("aaaaaaaaaaaaaaaa");
    }

    @Test
    void what_is_no_secret_is_not_taken_from_the_environment() {
        configurations.environment("DOORWARD_MODE", "observe");

        assertThat(configurations.loaded().config().mode()).isEqualTo(DoorwardConfig.Mode.ENFORCE);
    }

    @Test
    void an_override_needs_no_quotes() {
        var config = configurations
                .loaded(
                        "greylist.delay=5s",
                        "mode=observe",
                        "greylist.text=Come back, please",
                        "server.socket_mode=0600")
                .config();

        assertThat(config.greylist().delay()).isEqualTo(Duration.ofSeconds(5));
        assertThat(config.mode()).isEqualTo(DoorwardConfig.Mode.OBSERVE);
        assertThat(config.greylist().text()).isEqualTo("Come back, please");
        assertThat(config.server().socketMode()).isEqualTo(0600);
    }

    @Test
    void an_override_may_be_toml() {
        var config = configurations
                .loaded(
                        "greylist.delay=\"5s\"",
                        "server.threads=2",
                        "exempt.authenticated = false",
                        "log={level='warn'}")
                .config();

        assertThat(config.greylist().delay()).isEqualTo(Duration.ofSeconds(5));
        assertThat(config.server().threads()).isEqualTo(2);
        assertThat(config.exempt().authenticated()).isFalse();
        assertThat(config.log().level()).hasToString("WARN");
    }

    @Test
    void a_list_may_be_overridden_by_one_value_or_by_a_list() {
        assertThat(configurations.loaded("listen=inet:127.0.0.1:1").config().listen())
                .containsExactly(new ListenAddress.Inet("127.0.0.1", 1));
        assertThat(configurations
                        .loaded("listen=[\"inet:127.0.0.1:1\", \"unix:/s\"]")
                        .config()
                        .listen())
                .containsExactly(new ListenAddress.Inet("127.0.0.1", 1), new ListenAddress.Unix(Path.of("/s")));
        assertThat(configurations.loaded("exempt.networks=[]").config().exempt().networks())
                .isEmpty();
    }

    @Test
    void the_last_override_counts() {
        configurations.file("mode = \"enforce\"");

        assertThat(configurations
                        .loaded("mode=enforce", "mode=observe")
                        .config()
                        .mode())
                .isEqualTo(DoorwardConfig.Mode.OBSERVE);
    }

    @Test
    void a_byte_order_mark_and_carriage_returns_do_no_harm() {
        configurations.file("\uFEFFmode = \"observe\"\r\n[log]\r\nlevel = \"warn\"\r\n");

        assertThat(configurations.loaded().config().mode()).isEqualTo(DoorwardConfig.Mode.OBSERVE);
    }
}
