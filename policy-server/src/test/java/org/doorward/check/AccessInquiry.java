package org.doorward.check;

import java.time.Instant;
import org.doorward.decision.Inquiry;
import org.doorward.decision.ProtocolState;
import org.doorward.store.net.IpAddress;

/**
 * An inquiry as the tests of lists need it, built by naming what differs from the usual.
 *
 * @param state the stage
 * @param address the client's address, or {@code unknown}
 * @param name its verified name
 * @param sender the sender
 * @param recipient the recipient
 * @param login the login name
 */
record AccessInquiry(ProtocolState state, String address, String name, String sender, String recipient, String login) {

    static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

    /** A stranger's ordinary request for one recipient. */
    static final AccessInquiry USUAL = new AccessInquiry(
            ProtocolState.RCPT, "198.51.100.7", "mx.example.net", "anna@example.net", "berta@example.org", "");

    AccessInquiry from(String newAddress, String newName) {
        return new AccessInquiry(state, newAddress, newName, sender, recipient, login);
    }

    AccessInquiry sender(String newSender) {
        return new AccessInquiry(state, address, name, newSender, recipient, login);
    }

    AccessInquiry recipient(String newRecipient) {
        return new AccessInquiry(state, address, name, sender, newRecipient, login);
    }

    AccessInquiry login(String newLogin) {
        return new AccessInquiry(state, address, name, sender, recipient, newLogin);
    }

    AccessInquiry at(ProtocolState newState) {
        return new AccessInquiry(newState, address, name, sender, recipient, login);
    }

    Inquiry inquiry() {
        Inquiry.Client client = new Inquiry.Client(IpAddress.parse(address), name, name, "mx.example.net");
        return new Inquiry(NOW, state, client, new Inquiry.Envelope(sender, recipient, 0, "", "", 0), login, "");
    }
}
