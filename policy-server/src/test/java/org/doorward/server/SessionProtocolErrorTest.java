package org.doorward.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.doorward.server.Decisions.ECHO;
import static org.doorward.server.Decisions.echoed;
import static org.doorward.server.Session.request;

import java.io.IOException;
import java.util.stream.Stream;
import org.doorward.CapturedLog;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SessionProtocolErrorTest {

    static Stream<Arguments> mistakes() {
        return Stream.of(
                Arguments.of("line_too_long", "sender=" + "x".repeat(4096) + "\n\n"),
                Arguments.of("request_too_long", ("sender=" + "x".repeat(4000) + "\n").repeat(17)),
                Arguments.of("too_many_attributes", "a=b\n".repeat(129)),
                Arguments.of("no_equals_sign", "junk\n\n"),
                Arguments.of("no_name", "=junk\n\n"),
                Arguments.of("nul_byte", "sender=\0\n\n"),
                Arguments.of("carriage_return", "request=smtpd_access_policy\r\n\r\n"),
                Arguments.of("empty_request", "\n"),
                Arguments.of("no_request_attribute", "sender=a@b\n\n"),
                Arguments.of("unknown_request", "request=junk\n\n"));
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void whatIsMalformedIsLoggedOnceCountedAndClosedWithoutAReply(String label, String text) {
        try (CapturedLog log = CapturedLog.of("org.doorward.server");
                Session session = new Session(ECHO)) {
            session.send(text);

            assertThat(session.segments()).isEmpty();
            assertThat(session.open()).isFalse();
            assertThat(session.events.all()).containsExactly("opened", label, "closed");
            assertThat(log.lines())
                    .singleElement()
                    .asString()
                    .startsWith("WARN")
                    .hasSizeLessThan(300);
            assertThat(log.events()).allMatch(event -> event.getThrowableProxy() == null);
        }
    }

    @Test
    void whatWasAskedBeforeTheMistakeIsAnswered() {
        try (CapturedLog log = CapturedLog.of("org.doorward.server");
                Session session = new Session(ECHO)) {
            session.send(request("a@x") + "junk\n" + request("b@x"));

            assertThat(session.actions()).containsExactly(echoed("a@x"));
            assertThat(session.open()).isFalse();
            assertThat(log.lines()).hasSize(1);
        }
    }

    @Test
    void theLogLineIsEscaped() {
        try (CapturedLog log = CapturedLog.of("org.doorward.server");
                Session session = new Session(ECHO)) {
            session.send("\u001b]0;owned\u0007\n");

            assertThat(log.lines()).singleElement().asString().contains("\\x1b]0;owned\\x07");
        }
    }

    @Test
    void aFloodOfGarbageDoesNotFillTheLog() {
        try (CapturedLog log = CapturedLog.of("org.doorward.server");
                Session session = new Session(ECHO)) {
            for (int round = 0; round < 100; round++) {
                var further = session.connect();
                further.writeInbound(io.netty.buffer.Unpooled.wrappedBuffer(new byte[] {'\n'}));
                further.finishAndReleaseAll();
            }

            assertThat(log.lines()).hasSize(Complaints.LINES);
            assertThat(session.events.count("empty_request")).isEqualTo(100);
        }
    }

    @Test
    void aResetConnectionIsNotWorthALine() {
        try (CapturedLog log = CapturedLog.of("org.doorward.server");
                Session session = new Session(ECHO)) {
            session.channel.pipeline().fireExceptionCaught(new IOException("Connection reset by peer"));

            assertThat(log.lines()).isEmpty();
            assertThat(session.open()).isFalse();
        }
    }

    @Test
    void aFaultOfOursEndsOnlyItsConnectionWithOneLine() {
        try (CapturedLog log = CapturedLog.of("org.doorward.server");
                Session session = new Session(ECHO)) {
            session.channel.pipeline().fireExceptionCaught(new IllegalStateException("bug"));

            assertThat(log.lines())
                    .singleElement()
                    .asString()
                    .startsWith("ERROR")
                    .contains("bug");
            assertThat(session.open()).isFalse();
        }
    }
}
