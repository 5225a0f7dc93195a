package org.doorward.protocol;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.doorward.protocol.Decoding.bytes;
import static org.doorward.protocol.Decoding.decode;
import static org.doorward.protocol.Decoding.postfix;

import io.netty.channel.embedded.EmbeddedChannel;
import java.util.Arrays;
import java.util.Map;
import org.doorward.PolicyClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PolicyRequestDecoderTest {

    /** From a connection between Postfix 3.7.11 and a scripted server. */
    private static final String REQUEST = """
            request=smtpd_access_policy
            protocol_state=RCPT
            protocol_name=ESMTP
            client_address=198.51.100.7
            client_name=mail.sender.example
            client_port=38314
            reverse_client_name=mail.sender.example
            server_address=127.0.0.1
            server_port=10025
            helo_name=mail.sender.example
            sender=a b=c@sender.example
            recipient=user@test.invalid
            recipient_count=0
            queue_id=
            instance=6b2f.69200a3c.c7e11.0
            size=315
            etrn_domain=
            stress=
            sasl_method=
            sasl_username=
            sasl_sender=
            ccert_subject=
            ccert_issuer=
            ccert_fingerprint=
            ccert_pubkey_fingerprint=
            encryption_protocol=
            encryption_cipher=
            encryption_keysize=0
            policy_context=mx

            """;

    @Test
    void aRequestOfPostfixIsReadWhole() {
        EmbeddedChannel channel = postfix();

        Map<String, String> attributes = decode(channel, REQUEST).get(0).attributes();

        assertThat(attributes).hasSize(29).containsEntry("client_address", "198.51.100.7");
        assertThat(attributes.keySet())
                .startsWith("request", "protocol_state", "protocol_name", "client_address")
                .endsWith("encryption_keysize", "policy_context");
        assertThat(PolicyClient.text(attributes)).isEqualTo(REQUEST);
    }

    @Test
    void aRequestCutAtAnyByteIsTheSameRequest() {
        byte[] whole = bytes(REQUEST);
        PolicyRequest expected = decode(postfix(), whole).get(0);
        for (int cut = 1; cut < whole.length; cut++) {
            byte[] head = Arrays.copyOfRange(whole, 0, cut);
            byte[] tail = Arrays.copyOfRange(whole, cut, whole.length);

            assertThat(decode(postfix(), head, tail)).as("cut at %d", cut).containsExactly(expected);
        }
    }

    @Test
    void aRequestThatComesByteByByteIsTheSameRequest() {
        EmbeddedChannel channel = postfix();
        for (byte each : bytes(REQUEST)) {
            channel.writeInbound(io.netty.buffer.Unpooled.wrappedBuffer(new byte[] {each}));
        }

        assertThat(decode(channel, new byte[0])).containsExactlyElementsOf(decode(postfix(), REQUEST));
    }

    @Test
    void severalRequestsInOneSegmentAreReadInTheirOrder() {
        String second = REQUEST.replace("RCPT", "DATA");

        assertThat(decode(postfix(), REQUEST + second + REQUEST))
                .extracting(request -> request.get("protocol_state"))
                .containsExactly("RCPT", "DATA", "RCPT");
    }

    @Test
    void aSegmentMayEndWithinTheNextRequest() {
        assertThat(decode(postfix(), REQUEST + REQUEST.substring(0, 100), REQUEST.substring(100)))
                .hasSize(2);
    }

    @Test
    void aLineIsSplitAtItsFirstEqualsSign() {
        assertThat(decode(postfix(), REQUEST).get(0).get("sender")).isEqualTo("a b=c@sender.example");
    }

    @Test
    void theFirstOfDuplicatesWins() {
        PolicyRequest request = decode(
                        postfix(), "request=smtpd_access_policy\nsender=first@x\nsender=second@x\nrequest=junk\n\n")
                .get(0);

        assertThat(request.get("sender")).isEqualTo("first@x");
        assertThat(request.attributes()).hasSize(2).containsEntry("sender", "first@x");
    }

    @Test
    void theFirstOfDuplicatesWinsEvenWhenItIsEmpty() {
        assertThat(decode(postfix(), "request=smtpd_access_policy\nsender=\nsender=x@y\n\n")
                        .get(0)
                        .get("sender"))
                .isEmpty();
    }

    @Test
    void attributesThatNoPostfixSendsTodayAreKept() {
        assertThat(decode(postfix(), "from_the_future=1\nrequest=smtpd_access_policy\n\u00fc=2\n\n")
                        .get(0)
                        .attributes())
                .containsEntry("from_the_future", "1")
                .containsEntry("\u00fc", "2");
    }

    @Test
    void anAbsentAttributeIsEmpty() {
        assertThat(decode(postfix(), REQUEST).get(0).get("tls_sni")).isEmpty();
    }

    @Test
    void valuesAreUtf8() {
        assertThat(decode(postfix(), "request=smtpd_access_policy\nsender=j\u00f6rg@\u4f8b\u3048.example\n\n")
                        .get(0)
                        .get("sender"))
                .isEqualTo("j\u00f6rg@\u4f8b\u3048.example");
    }

    @Test
    void malformedUtf8IsReplacedAndDoesNotEndTheRequest() {
        byte[] latin1 = "request=smtpd_access_policy\nsender=j\u00f6rg@x\nrecipient=r@y\n\n".getBytes(ISO_8859_1);

        PolicyRequest request = decode(postfix(), latin1).get(0);

        assertThat(request.get("sender")).isEqualTo("j\ufffdrg@x");
        assertThat(request.get("recipient")).isEqualTo("r@y");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CONNECT",
                "HELO",
                "EHLO",
                "MAIL",
                "RCPT",
                "DATA",
                "BDAT",
                "END-OF-MESSAGE",
                "VRFY",
                "ETRN",
                "XCLIENT",
                "SOMETHING-NEW"
            })
    void everyProtocolStateIsARequest(String state) {
        assertThat(decode(postfix(), REQUEST.replace("=RCPT", "=" + state))
                        .get(0)
                        .get("protocol_state"))
                .isEqualTo(state);
    }

    @Test
    void aRequestOutlivesTheConnectionsBuffer() {
        EmbeddedChannel channel = postfix();
        PolicyRequest first = decode(channel, REQUEST).get(0);
        decode(channel, REQUEST.replace("=RCPT", "=DATA"));

        assertThat(first.get("protocol_state")).isEqualTo("RCPT");
    }

    @Test
    void aRequestIsUnderWayFromItsFirstByteToItsLast() {
        PolicyRequestDecoder decoder = new PolicyRequestDecoder(Decoding.LIMITS, true);
        EmbeddedChannel channel = new EmbeddedChannel(decoder);

        assertThat(decoder.midRequest()).isFalse();
        decode(channel, "r");
        assertThat(decoder.midRequest()).isTrue();
        decode(channel, "equest=smtpd_access_policy\n");
        assertThat(decoder.midRequest()).isTrue();
        decode(channel, "\n");
        assertThat(decoder.midRequest()).isFalse();
    }

    @Test
    void eximMayLeaveTheRequestAttributeOut() {
        assertThat(decode(Decoding.exim(), "sender=a@b\nrecipient=c@d\n\n")
                        .get(0)
                        .get("recipient"))
                .isEqualTo("c@d");
    }

    @Test
    void eximMaySendTheRequestAttribute() {
        assertThat(decode(Decoding.exim(), REQUEST)).hasSize(1);
    }
}
