package org.doorward.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;
import org.doorward.PolicyClient;
import org.doorward.decision.Inquiry;
import org.doorward.decision.ProtocolState;
import org.doorward.protocol.PolicyRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InquiryReaderTest {

    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

    @Test
    void eachAttributeFindsItsPlace() {
        Map<String, String> request = PolicyClient.request("198.51.100.7", "Alice@example.org", "bob@test.invalid");
        request.put("client_name", "verified.example.org");
        request.put("reverse_client_name", "reverse.example.org");
        request.put("helo_name", "helo.example.org");
        request.put("recipient_count", "3");
        request.put("queue_id", "4Zx1");
        request.put("instance", "1.2.3.4");
        request.put("size", "315");
        request.put("sasl_username", "alice");
        request.put("policy_context", "mx");

        Inquiry inquiry = InquiryReader.read(PolicyRequest.of(request), NOW);

        assertThat(inquiry.now()).isEqualTo(NOW);
        assertThat(inquiry.state()).isEqualTo(ProtocolState.RCPT);
        assertThat(inquiry.client().address().orElseThrow()).hasToString("198.51.100.7");
        assertThat(inquiry.client().name()).isEqualTo("verified.example.org");
        assertThat(inquiry.client().reverseName()).isEqualTo("reverse.example.org");
        assertThat(inquiry.client().helo()).isEqualTo("helo.example.org");
        assertThat(inquiry.login()).isEqualTo("alice");
        assertThat(inquiry.context()).isEqualTo("mx");
        assertThat(inquiry.envelope())
                .isEqualTo(new Inquiry.Envelope("Alice@example.org", "bob@test.invalid", 3, "4Zx1", "1.2.3.4", 315));
    }

    @Test
    void anEmptyRequestIsAnInquiryAboutNothing() {
        Inquiry inquiry = InquiryReader.read(PolicyRequest.of(Map.of()), NOW);

        assertThat(inquiry.client().address()).isEmpty();
        assertThat(inquiry.envelope()).isEqualTo(new Inquiry.Envelope("", "", 0, "", "", 0));
        assertThat(inquiry.authenticated()).isFalse();
    }

    @Test
    void whatPostfixDoesNotKnowIsAbsent() {
        Inquiry.Client client = InquiryReader.read(
                        PolicyRequest.of(Map.of(
                                "client_address", "unknown",
                                "client_name", "unknown",
                                "reverse_client_name", "unknown",
                                "helo_name", "unknown")),
                        NOW)
                .client();

        assertThat(client.address()).isEmpty();
        assertThat(client.name()).isEmpty();
        assertThat(client.reverseName()).isEmpty();
        assertThat(client.helo()).as("what a client calls itself is its own").isEqualTo("unknown");
    }

    @ParameterizedTest
    @ValueSource(strings = {"198.51.100", "198.51.100.07", "mail.example.org", "fe80::1%eth0", "\u0661.1.1.1", "[::1]"})
    void anAddressThatIsNoneIsAbsent(String address) {
        assertThat(InquiryReader.read(PolicyRequest.of(Map.of("client_address", address)), NOW)
                        .client()
                        .address())
                .isEmpty();
    }

    @Test
    void anIpv6AddressIsRead() {
        assertThat(InquiryReader.read(PolicyRequest.of(Map.of("client_address", "2001:db8::25")), NOW)
                        .client()
                        .address()
                        .orElseThrow())
                .hasToString("2001:db8::25");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0, 0",
        "2147483647, 2147483647, 2147483647",
        "2147483648, 2147483647, 2147483648",
        "9223372036854775807, 2147483647, 9223372036854775807",
        "9223372036854775808, 2147483647, 9223372036854775807",
        "99999999999999999999999999, 2147483647, 9223372036854775807",
        "-1, 0, 0",
        "1e3, 0, 0",
        "\u0663, 0, 0"
    })
    void numbersAreBounded(String text, int count, long size) {
        Inquiry.Envelope envelope = InquiryReader.read(
                        PolicyRequest.of(Map.of("recipient_count", text, "size", text)), NOW)
                .envelope();

        assertThat(envelope.recipientCount()).isEqualTo(count);
        assertThat(envelope.size()).isEqualTo(size);
    }

    @Test
    void theNullSenderIsEmpty() {
        assertThat(InquiryReader.read(PolicyRequest.of(PolicyClient.request("198.51.100.7", "", "a@b")), NOW)
                        .envelope()
                        .nullSender())
                .isTrue();
    }
}
