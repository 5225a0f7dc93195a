package org.doorward.config.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.doorward.Documents;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The examples of configuration in the documents that {@link ConfigurationDocumentsTest} does not look at. */
class ExamplesDocumentTest {

    private static final List<String> INSTALLED = List.of("allow_clients", "allow_recipients");

    @ParameterizedTest
    @ValueSource(strings = {"docs/operations.md", "docs/checks.md", "docs/watch.md"})
    void every_example_is_accepted(String document, @TempDir Path directory) throws IOException {
        for (String list : INSTALLED) {
            Files.copy(Path.of("src/dist/lists").resolve(list), directory.resolve(list));
        }
        List<String> examples = Documents.blocks(Documents.text(document), "toml");

        assertThat(examples).isNotEmpty();
        for (String example : examples) {
            String here = example.replace("/etc/doorward/", directory + "/");
            assertThat(new Configurations(directory).file(here).result())
                    .as(example)
                    .isInstanceOf(LoadResult.Loaded.class);
        }
    }
}
