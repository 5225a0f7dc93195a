package org.doorward.server;

import java.time.Instant;
import java.util.Optional;
import org.doorward.decision.Inquiry;
import org.doorward.decision.ProtocolState;
import org.doorward.protocol.PolicyRequest;
import org.doorward.store.net.IpAddress;

/**
 * Reads an inquiry out of a request. Pure, and never fails: what cannot be read is absent.
 *
 * <p>Postfix writes {@code unknown} for an address that XCLIENT withheld, for a name that failed verification, and for a
 * reverse name that does not exist. The texts are as long as the protocol's line limit allows.
 */
public final class InquiryReader {

    private static final String UNKNOWN = "unknown";
    private static final long LARGEST_PORT = 65_535;

    private InquiryReader() {}

    /**
     * The inquiry.
     *
     * @param request as Postfix sent it
     * @param now the moment of the decision
     */
    public static Inquiry read(PolicyRequest request, Instant now) {
        return new Inquiry(
                now,
                ProtocolState.of(request.get("protocol_state")),
                client(request),
                envelope(request),
                request.get("sasl_username"),
                request.get("policy_context"));
    }

    private static Inquiry.Client client(PolicyRequest request) {
        return new Inquiry.Client(
                address(request.get("client_address")),
                known(request.get("client_name")),
                known(request.get("reverse_client_name")),
                request.get("helo_name"),
                (int) Math.min(LARGEST_PORT, number(request.get("client_port"))));
    }

    private static Inquiry.Envelope envelope(PolicyRequest request) {
        return new Inquiry.Envelope(
                request.get("sender"),
                request.get("recipient"),
                (int) Math.min(Integer.MAX_VALUE, number(request.get("recipient_count"))),
                request.get("queue_id"),
                request.get("instance"),
                number(request.get("size")));
    }

    private static Optional<IpAddress> address(String value) {
        return known(value).isEmpty() ? Optional.empty() : IpAddress.parse(value);
    }

    private static String known(String value) {
        return value.equals(UNKNOWN) ? "" : value;
    }

    /** A number of ASCII digits; 0 for anything else, the largest {@code long} for anything larger. */
    private static long number(String value) {
        long number = 0;
        for (int at = 0; at < value.length(); at++) {
            int digit = value.charAt(at) - '0';
            if (digit < 0 || digit > 9) {
                return 0;
            }
            number = number > (Long.MAX_VALUE - digit) / 10 ? Long.MAX_VALUE : 10 * number + digit;
        }
        return number;
    }
}
