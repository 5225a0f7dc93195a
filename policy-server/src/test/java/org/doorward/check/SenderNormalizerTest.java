package org.doorward.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SenderNormalizerTest {

    private static final long SEED = 20261121L;

    /** Pieces of real senders, to be put together at random. */
    private static final String[] PIECES = {
        "prvs=",
        "0123456789",
        "=",
        "==",
        "srs0=",
        "SRS1=",
        "abc",
        "example.org",
        "+",
        "-",
        "_",
        ".",
        "@",
        "#",
        "bounce",
        "bounces",
        "return-",
        "f47ac10b-58cc-4372-a567-0e02b2c3d479",
        "deadbeef12345678",
        "btv1==",
        "msprvs1=",
        "user",
        "HHH=TT=",
        "+srs=",
        "/",
        "7",
        "Z9",
        "x1y2z3a4b5c6d7e8f9g0",
        "\u00dc",
        "\u0130",
        "\ud83d\ude00",
        "\ud83d",
        "\"",
        " "
    };

    static Stream<Arguments> senders() {
        return lines("senders.txt").map(line -> line.split(" -> ", 2)).map(pair -> Arguments.of(pair[0], pair[1]));
    }

    static Stream<String> people() {
        return lines("people.txt");
    }

    @ParameterizedTest(name = "{0} becomes {1}")
    @MethodSource("senders")
    void normalises(String given, String expected) {
        assertThat(SenderNormalizer.normalize(given)).isEqualTo(expected);
    }

    @ParameterizedTest(name = "{0} stays {0}")
    @MethodSource("people")
    void leavesPeopleAlone(String address) {
        assertThat(SenderNormalizer.normalize(address)).isEqualTo(address);
    }

    @Test
    void leavesTheNullSenderEmpty() {
        assertThat(SenderNormalizer.normalize("")).isEmpty();
    }

    @Test
    void takesAnExtensionAway() {
        assertThat(SenderNormalizer.normalize("anna+shop@example.org")).isEqualTo("anna@example.org");
        assertThat(SenderNormalizer.normalize("+shop@example.org")).isEqualTo("+shop@example.org");
    }

    @Test
    void normalisesTwiceAsOnce() {
        Stream.concat(senders().map(row -> (String) row.get()[0]), people()).forEach(this::assertIdempotent);
    }

    @Test
    void neitherFailsNorChangesItsMindOnAnythingPutTogetherAtRandom() {
        Random random = new Random(SEED);
        for (int round = 0; round < 30_000; round++) {
            StringBuilder sender = new StringBuilder();
            for (int pieces = random.nextInt(14); pieces > 0; pieces--) {
                sender.append(PIECES[random.nextInt(PIECES.length)]);
            }
            assertIdempotent(sender.toString());
        }
    }

    @Test
    void boundsWhatItKeeps() {
        assertThat(SenderNormalizer.normalize("x".repeat(5000) + "@example.org"))
                .hasSize(512);
        assertThat(SenderNormalizer.normalize("x".repeat(511) + "\ud83d\ude00@example.org"))
                .hasSize(511);
        assertIdempotent("prvs=1=".repeat(400) + "joe@example.org");
        assertIdempotent("\u0130".repeat(400) + "@example.org");
        assertIdempotent("#-".repeat(2000));
    }

    private void assertIdempotent(String sender) {
        String once = SenderNormalizer.normalize(sender);
        assertThat(once.length()).isLessThanOrEqualTo(512);
        assertThat(SenderNormalizer.normalize(once))
                .as("seed %d: %s", SEED, sender)
                .isEqualTo(once);
    }

    private static Stream<String> lines(String resource) {
        try (InputStream in = Objects.requireNonNull(SenderNormalizerTest.class.getResourceAsStream(resource))) {
            List<String> lines = new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            return lines.stream().filter(line -> !line.isBlank() && !line.startsWith("#"));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
