package org.doorward.store.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VersionCopyTest {

    @TempDir
    Path directory;

    private Path database = Path.of("");

    @BeforeEach
    void aDatabaseOfFormOne() throws IOException {
        database = directory.resolve("doorward.mv.db");
        VersionCopy.beforeOpening(database, 1);
        Files.writeString(database, "old");
        VersionCopy.opened(database, 1);
    }

    private List<Path> copies() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.getFileName().toString().contains(".before-"))
                    .toList();
        }
    }

    @Test
    void theSameVersionMakesNoCopy() throws IOException {
        VersionCopy.beforeOpening(database, 1);
        assertThat(copies()).isEmpty();
    }

    @Test
    void anotherVersionMakesACopyBeforeItOpens() throws IOException {
        VersionCopy.beforeOpening(database, 2);
        assertThat(copies())
                .singleElement()
                .satisfies(copy -> assertThat(copy).hasContent("old").asString().endsWith("form-2"));
    }

    @Test
    void aDatabaseThatSaysNothingOfItsVersionIsCopiedToo() throws IOException {
        Files.delete(directory.resolve("version"));
        VersionCopy.beforeOpening(database, 1);
        assertThat(copies()).hasSize(1);
    }

    @Test
    void anOpeningThatFailedHalfwayDoesNotReplaceTheGoodCopy() throws IOException {
        VersionCopy.beforeOpening(database, 2);
        Files.writeString(database, "half changed");
        VersionCopy.beforeOpening(database, 2);
        assertThat(copies()).singleElement().satisfies(copy -> assertThat(copy).hasContent("old"));
    }

    @Test
    void aSecondUpgradeMakesItsOwnCopy() throws IOException {
        VersionCopy.beforeOpening(database, 2);
        VersionCopy.opened(database, 2);
        Files.writeString(database, "back again and grown");
        VersionCopy.beforeOpening(database, 1);
        VersionCopy.opened(database, 1);
        VersionCopy.beforeOpening(database, 2);
        assertThat(copies()).hasSize(2).allSatisfy(copy -> assertThat(copy).hasContent("back again and grown"));
    }

    @Test
    void aCopyThatTheOperatorMovedBackIsMadeAgain() throws IOException {
        VersionCopy.beforeOpening(database, 2);
        Files.delete(database);
        Files.move(copies().get(0), database);
        VersionCopy.beforeOpening(database, 2);
        assertThat(copies()).hasSize(1);
    }
}
