package org.doorward.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.doorward.protocol.Decoding.decode;
import static org.doorward.protocol.Decoding.kind;

import io.netty.channel.embedded.EmbeddedChannel;
import org.doorward.protocol.MalformedRequestException.Kind;
import org.doorward.protocol.PolicyRequestDecoder.Limits;
import org.junit.jupiter.api.Test;

class DecoderLimitsTest {

    private static final String FIRST = "request=smtpd_access_policy\n";
    private static final int REQUEST_LIMIT = 200;

    @Test
    void aLineOfExactlyTheLimitIsRead() {
        assertThat(decode(lines(100), FIRST + line(100) + "\n")).hasSize(1);
    }

    @Test
    void aLineOneByteTooLongIsMalformed() {
        assertThat(kind(lines(100), FIRST + line(101) + "\n")).isEqualTo(Kind.LINE_TOO_LONG);
    }

    @Test
    void aLineTooLongIsNotWaitedFor() {
        assertThat(kind(lines(100), FIRST + "a=" + "x".repeat(99))).isEqualTo(Kind.LINE_TOO_LONG);
    }

    @Test
    void aLineThatMayStillEndWithinTheLimitIsWaitedFor() {
        assertThat(decode(lines(100), FIRST + "a=" + "x".repeat(98), "\n\n")).hasSize(1);
    }

    @Test
    void aRequestOfExactlyTheLimitIsRead() {
        String request = FIRST + line(REQUEST_LIMIT - FIRST.length() - 2) + "\n";

        assertThat(request).hasSize(REQUEST_LIMIT);
        assertThat(decode(requests(), request)).hasSize(1);
    }

    @Test
    void aRequestOneByteTooLongIsMalformed() {
        String request = FIRST + line(REQUEST_LIMIT - FIRST.length() - 1) + "\n";

        assertThat(kind(requests(), request)).isEqualTo(Kind.REQUEST_TOO_LONG);
    }

    @Test
    void theLimitIsForEachRequestAndNotForTheConnection() {
        EmbeddedChannel channel = requests();
        for (int round = 0; round < 5; round++) {
            assertThat(decode(channel, FIRST + line(150) + "\n")).hasSize(1);
        }
    }

    @Test
    void aRequestThatNeverEndsIsEndedAtTheLimit() {
        assertThat(kind(requests(), line(10).repeat(30))).isEqualTo(Kind.REQUEST_TOO_LONG);
    }

    @Test
    void asManyAttributesAsAllowedAreRead() {
        assertThat(decode(attributes(3), FIRST + "a=1\nb=2\n\n")).hasSize(1);
    }

    @Test
    void oneAttributeTooManyIsMalformed() {
        assertThat(kind(attributes(3), FIRST + "a=1\nb=2\nc=3\n\n")).isEqualTo(Kind.TOO_MANY_ATTRIBUTES);
    }

    @Test
    void duplicatesCountAsAttributes() {
        assertThat(kind(attributes(3), FIRST.repeat(4) + "\n")).isEqualTo(Kind.TOO_MANY_ATTRIBUTES);
    }

    /** A line of so many bytes, its end not counted. */
    private static String line(int bytes) {
        return "a=" + "x".repeat(bytes - 2) + "\n";
    }

    private static EmbeddedChannel lines(int limit) {
        return channel(new Limits(limit, 65536, 128));
    }

    private static EmbeddedChannel requests() {
        return channel(new Limits(4096, REQUEST_LIMIT, 128));
    }

    private static EmbeddedChannel attributes(int limit) {
        return channel(new Limits(4096, 65536, limit));
    }

    private static EmbeddedChannel channel(Limits limits) {
        return new EmbeddedChannel(new PolicyRequestDecoder(limits, true));
    }
}
