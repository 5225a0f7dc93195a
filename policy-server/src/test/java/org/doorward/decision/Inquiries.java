package org.doorward.decision;

import java.time.Instant;
import java.util.Optional;
import org.doorward.store.net.IpAddress;

/** Inquiries for tests: one that is whole, and copies of it that differ in one thing. */
public record Inquiries(
        Instant now,
        ProtocolState state,
        String address,
        String name,
        String reverseName,
        String helo,
        String sender,
        String recipient,
        int recipientCount,
        String queueId,
        String instance,
        String login) {

    /** The moment at which test inquiries are made. */
    public static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");

    /** A stranger's first recipient. */
    public static Inquiries stranger() {
        return new Inquiries(
                NOON,
                ProtocolState.RCPT,
                "198.51.100.7",
                "",
                "",
                "mail.example.org",
                "alice@example.org",
                "bob@example.net",
                0,
                "",
                "4d67.6b01f1c8.4e368.0",
                "");
    }

    /** At another moment. */
    public Inquiries at(Instant when) {
        return new Inquiries(
                when,
                state,
                address,
                name,
                reverseName,
                helo,
                sender,
                recipient,
                recipientCount,
                queueId,
                instance,
                login);
    }

    /** At another stage. */
    public Inquiries at(ProtocolState stage) {
        return new Inquiries(
                now,
                stage,
                address,
                name,
                reverseName,
                helo,
                sender,
                recipient,
                recipientCount,
                queueId,
                instance,
                login);
    }

    /** From another address; empty for an unknown one. */
    public Inquiries from(String otherAddress) {
        return new Inquiries(
                now,
                state,
                otherAddress,
                name,
                reverseName,
                helo,
                sender,
                recipient,
                recipientCount,
                queueId,
                instance,
                login);
    }

    /** With a verified client name. */
    public Inquiries named(String verified) {
        return new Inquiries(
                now,
                state,
                address,
                verified,
                verified,
                helo,
                sender,
                recipient,
                recipientCount,
                queueId,
                instance,
                login);
    }

    /** With a reverse name that does not lead back. */
    public Inquiries unconfirmed(String reverse) {
        return new Inquiries(
                now, state, address, "", reverse, helo, sender, recipient, recipientCount, queueId, instance, login);
    }

    /** With another HELO. */
    public Inquiries helo(String other) {
        return new Inquiries(
                now,
                state,
                address,
                name,
                reverseName,
                other,
                sender,
                recipient,
                recipientCount,
                queueId,
                instance,
                login);
    }

    /** From another sender. */
    public Inquiries sender(String other) {
        return new Inquiries(
                now,
                state,
                address,
                name,
                reverseName,
                helo,
                other,
                recipient,
                recipientCount,
                queueId,
                instance,
                login);
    }

    /** To another recipient. */
    public Inquiries recipient(String other) {
        return new Inquiries(
                now, state, address, name, reverseName, helo, sender, other, recipientCount, queueId, instance, login);
    }

    /** Of a message that Postfix has taken a recipient of. */
    public Inquiries queued(String id, int count) {
        return new Inquiries(
                now, state, address, name, reverseName, helo, sender, recipient, count, id, instance, login);
    }

    /** Of another message. */
    public Inquiries instance(String other) {
        return new Inquiries(
                now, state, address, name, reverseName, helo, sender, recipient, recipientCount, queueId, other, login);
    }

    /** The inquiry. */
    public Inquiry get() {
        Optional<IpAddress> client = address.isEmpty() ? Optional.empty() : IpAddress.parse(address);
        return new Inquiry(
                now,
                state,
                new Inquiry.Client(client, name, reverseName, helo),
                new Inquiry.Envelope(sender, recipient, recipientCount, queueId, instance, 0),
                login,
                "");
    }
}
