package org.doorward.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.doorward.protocol.Decoding.decode;
import static org.doorward.protocol.Decoding.exim;
import static org.doorward.protocol.Decoding.kind;
import static org.doorward.protocol.Decoding.malformed;
import static org.doorward.protocol.Decoding.postfix;

import io.netty.channel.embedded.EmbeddedChannel;
import org.doorward.protocol.MalformedRequestException.Kind;
import org.junit.jupiter.api.Test;

class MalformedRequestTest {

    private static final String VALID = "request=smtpd_access_policy\n\n";

    @Test
    void aLoneEmptyLineIsMalformed() {
        assertThat(kind(postfix(), "\n")).isEqualTo(Kind.EMPTY_REQUEST);
    }

    @Test
    void anEmptyLineAfterARequestIsMalformed() {
        EmbeddedChannel channel = postfix();

        assertThat(malformed(channel, VALID + "\n").kind()).isEqualTo(Kind.EMPTY_REQUEST);
        assertThat(decode(channel, "")).as("the request before it").hasSize(1);
        channel.finishAndReleaseAll();
    }

    @Test
    void aLineWithoutAnEqualsSignIsMalformed() {
        assertThat(kind(postfix(), "request=smtpd_access_policy\nsender\n\n")).isEqualTo(Kind.NO_EQUALS_SIGN);
    }

    @Test
    void aLineWithoutANameIsMalformed() {
        assertThat(kind(postfix(), "=smtpd_access_policy\n\n")).isEqualTo(Kind.NO_NAME);
    }

    @Test
    void anotherKindOfRequestIsMalformed() {
        assertThat(kind(postfix(), "request=junk\n\n")).isEqualTo(Kind.UNKNOWN_REQUEST);
    }

    @Test
    void anotherKindOfRequestIsMalformedForEximToo() {
        assertThat(kind(exim(), "request=junk\n\n")).isEqualTo(Kind.UNKNOWN_REQUEST);
    }

    @Test
    void aMissingRequestAttributeIsMalformed() {
        assertThat(kind(postfix(), "sender=a@b\n\n")).isEqualTo(Kind.NO_REQUEST_ATTRIBUTE);
    }

    @Test
    void anEmptyRequestAttributeIsAMissingOne() {
        assertThat(kind(postfix(), "request=\n\n")).isEqualTo(Kind.NO_REQUEST_ATTRIBUTE);
    }

    @Test
    void aCarriageReturnAtALineEndIsMalformed() {
        assertThat(kind(postfix(), "request=smtpd_access_policy\r\n\r\n")).isEqualTo(Kind.CARRIAGE_RETURN);
        assertThat(kind(postfix(), "\r\n")).isEqualTo(Kind.CARRIAGE_RETURN);
    }

    @Test
    void aNulByteInAValueIsMalformed() {
        assertThat(kind(postfix(), "request=smtpd_access_policy\nsender=a\0b\n\n"))
                .isEqualTo(Kind.NUL_BYTE);
    }

    @Test
    void aNulByteInANameIsMalformed() {
        assertThat(kind(postfix(), "sen\0der=a\n\n")).isEqualTo(Kind.NUL_BYTE);
    }

    @Test
    void aLineOfAnotherProtocolIsMalformed() {
        assertThat(kind(postfix(), "GET / HTTP/1.1\r\nHost: x\r\n\r\n")).isEqualTo(Kind.CARRIAGE_RETURN);
    }

    @Test
    void nothingIsDecodedAfterTheMistake() {
        EmbeddedChannel channel = postfix();
        malformed(channel, "junk\n" + VALID);

        assertThat(decode(channel, VALID, VALID)).isEmpty();
        assertThat(channel.finish()).isFalse();
    }

    @Test
    void theMistakeHasNoStackTrace() {
        EmbeddedChannel channel = postfix();

        assertThat(malformed(channel, "junk\n").getStackTrace()).isEmpty();
        channel.finishAndReleaseAll();
    }

    @Test
    void theExcerptIsEscapedAndCut() {
        EmbeddedChannel channel = postfix();
        MalformedRequestException malformed = malformed(channel, "\u001b[31m\u00fc" + "x".repeat(200) + "\n");
        channel.finishAndReleaseAll();

        assertThat(malformed.excerpt())
                .startsWith("\\x1b[31m\\xc3\\xbcxxx")
                .endsWith("...")
                .hasSizeLessThanOrEqualTo(80);
        assertThat(malformed).hasMessage("a line without an equals sign: \"" + malformed.excerpt() + '"');
    }

    @Test
    void everyKindHasALabelOfItsOwn() {
        assertThat(Kind.values())
                .extracting(Kind::label)
                .doesNotHaveDuplicates()
                .allMatch(label -> label.matches("[a-z_]+"));
    }
}
