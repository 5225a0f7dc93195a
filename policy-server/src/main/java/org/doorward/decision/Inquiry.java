package org.doorward.decision;

import java.time.Instant;
import java.util.Optional;
import org.doorward.store.net.IpAddress;

/**
 * One policy request as the checks see it, with the one {@code now} of this decision.
 *
 * <p>Every text is what the client or the DNS said, unchanged; an absent attribute is the empty string. Nothing here is
 * trusted: what is logged or stored is escaped and cut where that happens.
 *
 * @param now the moment of this decision; no check reads another clock
 * @param state the stage of the SMTP dialogue
 * @param client who is connected
 * @param envelope the message as far as it is known
 * @param login the SASL login name, empty when the client did not authenticate
 * @param context the {@code policy_context} of the main.cf entry that asked, or empty
 */
public record Inquiry(
        Instant now, ProtocolState state, Client client, Envelope envelope, String login, String context) {

    /**
     * The connected client.
     *
     * @param address its address; empty when Postfix says {@code unknown}
     * @param name its verified name: the reverse name whose forward lookup gives the address back; empty when there is none
     * @param reverseName its unverified reverse name, empty when there is none
     * @param helo what it called itself, unverified
     * @param port its TCP port, which with the address tells its connections apart; 0 when unknown
     */
    public record Client(Optional<IpAddress> address, String name, String reverseName, String helo, int port) {

        /** A client whose port is unknown. */
        public Client(Optional<IpAddress> address, String name, String reverseName, String helo) {
            this(address, name, reverseName, helo, 0);
        }
    }

    /**
     * The envelope as far as it is known.
     *
     * @param sender the sender without brackets, in its own case; empty for the null sender
     * @param recipient the recipient; at DATA only when there is exactly one
     * @param recipientCount how many recipients were accepted; 0 before DATA
     * @param queueId Postfix's queue id, empty up to the first recipient
     * @param instance the same for all requests of one message, or empty (then it says nothing)
     * @param size the message's size in bytes as announced or, at END-OF-MESSAGE, as received; 0 when unknown
     */
    public record Envelope(
            String sender, String recipient, int recipientCount, String queueId, String instance, long size) {

        /** Whether this is a bounce or a callout: a message with the null sender of RFC 5321 section 4.5.5. */
        public boolean nullSender() {
            return sender.isEmpty();
        }
    }

    /** Whether the client logged in; Postfix has verified that. */
    public boolean authenticated() {
        return !login.isEmpty();
    }
}
