package org.doorward.config.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.doorward.config.settings.Key;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EffectiveTest {

    @TempDir
    Path directory;

    private Configurations configurations;

    @BeforeEach
    void begin() {
        configurations = new Configurations(directory);
    }

    private String shown(String... overrides) {
        return configurations.loaded(overrides).effective().toToml().replace(directory.toString(), "DIR");
    }

    @Test
    void what_nobody_wrote_is_marked_as_default() {
        assertThat(shown())
                .startsWith("listen = [\"inet:127.0.0.1:60000\"]  # default\nmode = \"enforce\"  # default\n")
                .contains("\n[admin]\nlisten = \"inet:127.0.0.1:60080\"  # default\ntoken = \"\"  # default\n")
                .contains("\nreject_at = 15.0  # default\n")
                .contains("\n# no [[access.allow]]  # default\n");
    }

    @Test
    void what_somebody_wrote_is_marked_with_its_place() {
        configurations.file("mode = \"observe\"\n").confD("x.toml", "\n[greylist]\n  passed_age = \"40d\"\n");

        assertThat(shown("greylist.delay=5s"))
                .contains("mode = \"observe\"  # DIR/doorward.toml:1:1\n")
                .contains("passed_age = \"40d\"  # DIR/conf.d/x.toml:3:3\n")
                .contains("delay = \"5s\"  # --set greylist.delay\n");
    }

    @Test
    void a_default_is_one_however_it_is_written() {
        configurations.file("greylist.delay = \"180s\"\n");

        assertThat(shown()).contains("delay = \"180s\"  # default\n");
    }

    @Test
    void a_secret_is_never_shown() {
        configurations.environment("DOORWARD_ADMIN_TOKEN", "bbbbbbbbbbbbbbbb");

        assertThat(shown())
                .doesNotContain("bbbb")
                .contains("# token is not shown  # environment variable DOORWARD_ADMIN_TOKEN\n");
    }

    @Test
    void a_key_may_be_a_secret_and_need_a_restart() {
        assertThat(AdminKeys.TOKEN.is(Key.Trait.SECRET)).isTrue();
        assertThat(AdminKeys.TOKEN.is(Key.Trait.NEEDS_RESTART)).isTrue();
        assertThat(AdminKeys.LISTEN.secret().needsRestart().traits())
                .isEqualTo(AdminKeys.LISTEN.needsRestart().secret().traits())
                .hasSize(2);
    }

    @Test
    void access_entries_are_shown_with_their_places() {
        configurations
                .file("[[access.allow]]\nname = \"example.org\"\nexpires = 2027-01-31T12:00:00Z\n")
                .confD("b.toml", "[[access.allow]]\nnetwork = \"198.51.100.0/24\"\nnote = \"say \\\"hi\\\"\"\n");

        assertThat(shown()).contains("""

                [[access.allow]]  # DIR/doorward.toml:1:1
                name = "example.org"
                expires = 2027-01-31T12:00:00Z

                [[access.allow]]  # DIR/conf.d/b.toml:1:1
                network = "198.51.100.0/24"
                note = "say \\"hi\\""
                """);
    }
}
