package org.doorward.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PolicyReplyTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "450",
                "450 ",
                "0",
                " REJECT x",
                "REJECT x ",
                "REJECT a\nb",
                "a\rb",
                "a\0",
                "a\tb",
                "\u00e9"
            })
    void whatPostfixWouldMisreadCannotBeMade(String action) {
        assertThatThrownBy(() -> new PolicyReply(action)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void anActionOfExactlyTheLimitCanBeMade() {
        assertThat(new PolicyReply("x".repeat(PolicyReply.ACTION_LIMIT)).action())
                .hasSize(PolicyReply.ACTION_LIMIT);
    }

    @Test
    void anActionOneByteTooLongCannotBeMade() {
        assertThatThrownBy(() -> new PolicyReply("x".repeat(PolicyReply.ACTION_LIMIT + 1)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theWholeLineHasAtMost400Bytes() {
        assertThat(PolicyReply.LINE_LIMIT).isEqualTo(400);
        assertThat(wire(PolicyReply.of("REJECT 5.7.1", "x".repeat(1000)))).hasSize(400 + 2);
    }

    @Test
    void aStrangersTextIsMadeSafe() {
        assertThat(PolicyReply.of("REJECT 5.7.1", "no\r\n\u00e9\ud83d\ude00 <x>")
                        .action())
                .isEqualTo("REJECT 5.7.1 no???? <x>");
    }

    @Test
    void aTextCutAtABlankDoesNotEndInIt() {
        String text = "x".repeat(PolicyReply.ACTION_LIMIT - 8) + "          y";

        assertThat(PolicyReply.of("REJECT", text).action()).endsWith("x");
    }

    @Test
    void withoutATextTheActionStandsAlone() {
        assertThat(PolicyReply.of("DUNNO", "")).isEqualTo(PolicyReply.DUNNO);
    }

    @Test
    void aNumberAloneBecomesDunnoBecauseItWouldPermit() {
        assertThat(PolicyReply.of("450", " ")).isEqualTo(PolicyReply.DUNNO);
        assertThat(PolicyReply.of("", "250")).isEqualTo(PolicyReply.DUNNO);
    }

    @Test
    void nothingBecomesDunno() {
        assertThat(PolicyReply.of("", "  ")).isEqualTo(PolicyReply.DUNNO);
    }

    @Test
    void anyTextMakesAValidReply() {
        long seed = 20261121;
        Random random = new Random(seed);
        List<String> actions = List.of("REJECT 5.7.1", "DEFER_IF_PERMIT 4.7.1", "PREPEND", "");
        for (int round = 0; round < 20_000; round++) {
            int ceiling = random.nextBoolean() ? 0x80 : 0x10000;
            String text = random.ints(random.nextInt(random.nextInt(10) == 0 ? 600 : 20), 0, ceiling)
                    .collect(StringBuilder::new, (built, c) -> built.append((char) c), StringBuilder::append)
                    .toString();
            String action = actions.get(random.nextInt(actions.size()));

            assertThat(wire(PolicyReply.of(action, text)))
                    .as("seed %d round %d", seed, round)
                    .matches("action=(?![0-9]*\n)[!-~]([ -~]{0,391}[!-~])?\n\n");
        }
    }

    @Test
    void theEncoderWritesOneBufferThatEndsInAnEmptyLine() {
        assertThat(wire(PolicyReply.DUNNO)).isEqualTo("action=DUNNO\n\n");
    }

    private static String wire(PolicyReply reply) {
        EmbeddedChannel channel = new EmbeddedChannel(new PolicyReplyEncoder());
        channel.writeOutbound(reply);
        ByteBuf only = channel.readOutbound();
        assertThat(channel.outboundMessages()).isEmpty();
        String text = only.toString(StandardCharsets.ISO_8859_1);
        only.release();
        return text;
    }
}
