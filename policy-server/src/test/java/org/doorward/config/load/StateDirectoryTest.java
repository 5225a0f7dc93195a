package org.doorward.config.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.doorward.config.load.StateDirectory.Choice;
import org.doorward.config.load.StateDirectory.Rule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateDirectoryTest {

    @TempDir
    Path root;

    private Choice choose(Map<String, String> environment, Path usual, Optional<Path> configured) {
        return new StateDirectory(environment, usual, root.resolve("here")).choose(configured);
    }

    @Test
    void the_configured_one_comes_first() {
        Choice choice = choose(Map.of("STATE_DIRECTORY", "/by/systemd"), root, Optional.of(Path.of("/by/hand")));

        assertThat(choice).isEqualTo(new Choice(Path.of("/by/hand"), Rule.CONFIGURED));
    }

    @Test
    void a_configured_one_that_is_not_absolute_lies_below_the_working_directory() {
        Choice choice = choose(Map.of(), root, Optional.of(Path.of("./state")));

        assertThat(choice.path()).isEqualTo(root.resolve("here/state"));
    }

    @Test
    void then_the_one_that_systemd_made() {
        Choice choice = choose(Map.of("STATE_DIRECTORY", "/by/systemd:/another"), root, Optional.empty());

        assertThat(choice).isEqualTo(new Choice(Path.of("/by/systemd"), Rule.SYSTEMD));
    }

    @Test
    void then_the_usual_one_where_it_can_be_written() {
        assertThat(choose(Map.of("STATE_DIRECTORY", ""), root, Optional.empty()))
                .isEqualTo(new Choice(root, Rule.SYSTEM));
    }

    @Test
    void or_where_it_can_be_made() {
        Path usual = root.resolve("doorward");

        assertThat(choose(Map.of(), usual, Optional.empty())).isEqualTo(new Choice(usual, Rule.SYSTEM));
        assertThat(usual).doesNotExist();
    }

    @Test
    void else_one_in_the_working_directory() {
        Path usual = root.resolve("nowhere/doorward");

        Choice choice = choose(Map.of(), usual, Optional.empty());

        assertThat(choice)
                .isEqualTo(new Choice(root.resolve("here/doorward-state"), Rule.WORKING_DIRECTORY, Optional.of(usual)));
        assertThat(choice)
                .hasToString(root.resolve("here/doorward-state")
                        + " (the working directory, for the usual place cannot be written)");
    }

    @Test
    void a_file_in_the_usual_place_is_no_state_directory() throws IOException {
        Path file = Files.createFile(root.resolve("doorward"));

        assertThat(choose(Map.of(), file, Optional.empty()).rule()).isEqualTo(Rule.WORKING_DIRECTORY);
    }
}
