package org.doorward.pattern;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecipientPatternsTest {

    @Test
    void tellsWhichPatternMatched() {
        RecipientPatterns patterns = RecipientPatterns.of(List.of("postmaster@", "example.org"));

        assertThat(patterns.match("PostMaster@example.net")).hasToString("Optional[postmaster@]");
        assertThat(patterns.match("anna@sub.example.org")).hasToString("Optional[example.org]");
        assertThat(patterns.match("anna@example.net")).isEmpty();
        assertThat(patterns.matches("")).isFalse();
        assertThat(patterns.isEmpty()).isFalse();
    }

    @Test
    void matchesNobodyWhenEmpty() {
        assertThat(RecipientPatterns.NONE.isEmpty()).isTrue();
        assertThat(RecipientPatterns.NONE.matches("postmaster@example.org")).isFalse();
    }

    @Test
    void readsFilesBesideTheConfiguration(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("out"), "anna@example.org # wants everything at once\n");

        RecipientPatterns patterns = Read.good(RecipientPatterns.read(List.of("abuse@"), List.of(file)));

        assertThat(patterns.matches("abuse@example.org")).isTrue();
        assertThat(patterns.matches("anna@example.org")).isTrue();
    }

    @Test
    void tellsTheProblemsOfBoth(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("out"), "\n@example.org\n");

        assertThat(Read.bad(RecipientPatterns.read(List.of("/[/"), List.of(file))))
                .hasSize(2)
                .asString()
                .contains("configuration: ", "out:2: ");
    }

    @Test
    void acceptsOnlyGoodPatternsWithoutAReading() {
        assertThatThrownBy(() -> RecipientPatterns.of(List.of("@example.org")))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
