package org.doorward.config.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.doorward.config.settings.Key;
import org.doorward.config.settings.Section;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tomlj.Toml;
import org.tomlj.TomlParseResult;

/**
 * Holds the shipped file and the documents to the keys. After a key has changed, run this test once with
 * {@code -Ddoorward.rewrite=true}: it writes both anew, to be looked at before they are committed.
 */
class ConfigurationDocumentsTest {

    private static final Path SHIPPED = Path.of("src/dist/doorward.toml");
    private static final Path DOCUMENT = Path.of("../docs/configuration.md");

    @BeforeAll
    static void rewriteWhenAskedTo() throws IOException {
        if (Boolean.getBoolean("doorward.rewrite")) {
            Files.writeString(SHIPPED, ReferenceText.shippedFile());
            Files.writeString(DOCUMENT, withTables(Files.readString(DOCUMENT)));
        }
    }

    @Test
    void the_shipped_file_is_what_the_keys_say() throws IOException {
        assertThat(Files.readString(SHIPPED)).isEqualTo(ReferenceText.shippedFile());
    }

    @Test
    void the_shipped_file_holds_every_key_once_and_no_other() throws IOException {
        TomlParseResult shipped = Toml.parse(SHIPPED);

        assertThat(shipped.errors()).isEmpty();
        List<String> single = Keys.TABLE.keys().stream()
                .filter(key -> !key.type().gathers())
                .map(Key::name)
                .toList();
        assertThat(shipped.dottedKeySet()).containsExactlyInAnyOrderElementsOf(single);
    }

    @Test
    void the_shipped_file_changes_nothing(@TempDir Path directory) {
        Configurations configurations = new Configurations(directory);

        LoadResult shipped = configurations.result(Optional.of(SHIPPED.toAbsolutePath()));

        assertThat(shipped).isInstanceOf(LoadResult.Loaded.class);
        assertThat(((LoadResult.Loaded) shipped).config())
                .isEqualTo(configurations.loaded().config());
    }

    @Test
    void the_examples_in_the_shipped_file_are_right(@TempDir Path directory) throws IOException {
        String uncommented = Files.readString(SHIPPED).replaceAll("(?m)^#(?=\\S)", "");

        var config = new Configurations(directory).file(uncommented).loaded().config();

        assertThat(config.access().entries()).hasSize(2);
        assertThat(config.rate().limits()).hasSize(1);
        assertThat(config.dnsbl().lists()).hasSize(4);
        assertThat(config.watch().rules()).hasSize(1);
    }

    @Test
    void every_table_of_the_document_is_what_the_keys_say() throws IOException {
        String document = Files.readString(DOCUMENT);
        assertThat(document).isEqualTo(withTables(document));
    }

    private static String withTables(String document) {
        String expected = document;
        for (Section section : Keys.TABLE.sections()) {
            String name = section.name().isEmpty() ? "main" : section.name();
            expected = replaceTable(expected, name, ReferenceText.table(section));
        }
        expected = replaceTable(expected, "rate limit", ReferenceText.entryTable(RateLimits.FIELDS));
        expected = replaceTable(expected, "dnsbl list", ReferenceText.entryTable(DnsblLists.FIELDS));
        expected = replaceTable(expected, "watch rule", ReferenceText.entryTable(WatchRules.FIELDS));
        expected = replaceTable(expected, "watch vector", ReferenceText.entryTable(OwnVectors.FIELDS));
        return replaceTable(expected, "access entry", ReferenceText.entryTable(AccessEntries.FIELDS));
    }

    @Test
    void every_example_of_the_document_is_accepted(@TempDir Path directory) throws IOException {
        Matcher examples = Pattern.compile("(?s)```toml\n(.*?)```").matcher(Files.readString(DOCUMENT));
        int seen = 0;
        while (examples.find()) {
            seen++;
            assertThat(new Configurations(directory).file(examples.group(1)).result())
                    .as(examples.group(1))
                    .isInstanceOf(LoadResult.Loaded.class);
        }
        assertThat(seen).isPositive();
    }

    private static String replaceTable(String document, String name, String table) {
        Pattern between = Pattern.compile("(?s)(<!-- keys: " + name + " -->\n).*?(\n<!-- end of keys -->)");
        Matcher matcher = between.matcher(document);
        assertThat(matcher.find()).as("a place for the keys of " + name).isTrue();
        return matcher.replaceFirst(match -> Matcher.quoteReplacement(match.group(1) + table + match.group(2)));
    }
}
