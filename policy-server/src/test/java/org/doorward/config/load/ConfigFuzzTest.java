package org.doorward.config.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.doorward.config.settings.Key;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nothing that stands in a file or on the command line makes the loader throw. */
class ConfigFuzzTest {

    private static final long SEED = 20261121;

    private static final List<String> PIECES = List.of(
            "[",
            "]",
            "[[",
            "]]",
            "{",
            "}",
            "=",
            ".",
            ",",
            "\"",
            "'",
            "\"\"\"",
            "#",
            "\n",
            "\r\n",
            " ",
            "\\",
            "\\u0000",
            "\0",
            "\uD800",
            "é",
            "1",
            "-1",
            "9999999999999999999",
            "1e999",
            "nan",
            "inf",
            "0x7",
            "true",
            "5s",
            "\"5s\"",
            "999999999d",
            "\"999999999d\"",
            "2027-01-31",
            "2027-01-31T12:00:00",
            "12:00:00",
            "access.allow",
            "server",
            "unix:",
            "\"inet:[\"",
            "\"/(?/\"",
            "\"a@b\"",
            "::/0",
            "\"::/0\"");

    @TempDir
    Path directory;

    @Test
    void garbage_is_refused_and_never_thrown_at_anybody() throws IOException {
        run(200);
    }

    @Test
    @Tag("long")
    void much_garbage_is_refused_and_never_thrown_at_anybody() throws IOException {
        run(10_000);
    }

    @Test
    void every_key_stands_every_kind_of_value() {
        Configurations configurations = new Configurations(directory);
        for (Key<?> key : Keys.TABLE.keys()) {
            for (String value : PIECES) {
                assertThat(configurations.result(key.name() + "=" + value))
                        .as(key.name())
                        .isNotNull();
            }
        }
    }

    private void run(int rounds) throws IOException {
        System.out.println("seed " + SEED);
        Random random = new Random(SEED);
        Configurations configurations = new Configurations(directory);
        Files.createDirectory(directory.resolve("conf.d"));
        int refused = 0;
        for (int round = 0; round < rounds; round++) {
            Files.write(directory.resolve("conf.d/a.toml"), bytes(random));
            configurations.file(pieces(random));
            LoadResult result = configurations.result(Optional.empty(), pieces(random), keyAndPieces(random));
            if (result instanceof LoadResult.Refused problems) {
                refused++;
                problems.problems()
                        .forEach(problem -> assertThat(problem.toString()).doesNotContain("\n", "\0"));
            }
        }
        assertThat(refused).isGreaterThan(rounds / 2);
    }

    private static byte[] bytes(Random random) {
        byte[] bytes = new byte[random.nextInt(64)];
        random.nextBytes(bytes);
        return bytes;
    }

    private static String keyAndPieces(Random random) {
        List<Key<?>> keys = Keys.TABLE.keys();
        return keys.get(random.nextInt(keys.size())).name() + "=" + pieces(random);
    }

    private static String pieces(Random random) {
        StringBuilder text = new StringBuilder();
        int count = random.nextInt(30);
        for (int piece = 0; piece < count; piece++) {
            boolean key = random.nextInt(3) == 0;
            List<Key<?>> keys = Keys.TABLE.keys();
            text.append(key ? keys.get(random.nextInt(keys.size())).name() : PIECES.get(random.nextInt(PIECES.size())));
        }
        return text.toString().replace("\uD800", "\uFFFD");
    }
}
