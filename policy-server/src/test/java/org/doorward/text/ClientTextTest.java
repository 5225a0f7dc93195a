package org.doorward.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;

class ClientTextTest {

    @Test
    void printableAsciiStaysAsItIs() {
        assertThat(ClientText.escape("we=ird \"host\" <x>~", 40)).isEqualTo("we=ird \"host\" <x>~");
    }

    @Test
    void everythingElseIsEscaped() {
        assertThat(ClientText.escape("a\nb\r\0\u007f\u00e9\u20ac\ud83d\ude00", 80))
                .isEqualTo("a\\x0ab\\x0d\\x00\\x7f\\xe9\\u20ac\\ud83d\\ude00");
    }

    @Test
    void aBackslashIsDoubledSoThatNobodyCanForgeAnEscape() {
        assertThat(ClientText.escape("\\x0a", 40)).isEqualTo("\\\\x0a");
    }

    @Test
    void whatIsEscapedCanBeReadAgain() {
        long seed = 20261127;
        Random random = new Random(seed);
        for (int round = 0; round < 10_000; round++) {
            String text = random.ints(random.nextInt(20), 0, random.nextBoolean() ? 0x80 : 0x10000)
                    .collect(StringBuilder::new, (built, c) -> built.append((char) c), StringBuilder::append)
                    .toString();
            assertThat(ClientText.unescape(ClientText.escape(text, 1_000)))
                    .as("seed %d", seed)
                    .isEqualTo(text);
        }
        assertThat(ClientText.unescape("\\q \\x1 \\u12 \\")).as("no escapes").isEqualTo("\\q \\x1 \\u12 \\");
    }

    @Test
    void aTextOfExactlyTheLimitIsNotCut() {
        assertThat(ClientText.escape("0123456789", 10)).isEqualTo("0123456789");
    }

    @Test
    void aTextPastTheLimitEndsInAnEllipsis() {
        assertThat(ClientText.escape("0123456789a", 10)).isEqualTo("0123456...");
    }

    @Test
    void anEscapeIsNeverCutInTwo() {
        assertThat(ClientText.escape("012345\n\n\n", 12)).isEqualTo("012345...");
    }

    @Test
    void anyTextBecomesPrintableAndStaysWithinTheLimit() {
        long seed = 20261121;
        Random random = new Random(seed);
        for (int round = 0; round < 10_000; round++) {
            String text = random.ints(random.nextInt(60), 0, 0x10000)
                    .collect(StringBuilder::new, (built, c) -> built.append((char) c), StringBuilder::append)
                    .toString();
            int limit = 10 + random.nextInt(100);
            assertThat(ClientText.escape(text, limit))
                    .as("seed %d round %d", seed, round)
                    .hasSizeLessThanOrEqualTo(limit)
                    .matches("[ -~]*");
        }
    }

    @Test
    void aLimitWithoutRoomIsRefused() {
        assertThatThrownBy(() -> ClientText.escape("", 9)).isInstanceOf(IllegalArgumentException.class);
    }
}
