package org.doorward.store;

import java.time.Duration;
import java.time.Instant;
import org.doorward.store.model.Subject;
import org.doorward.store.model.VerdictRecord;
import org.doorward.store.net.Cidr;
import org.doorward.store.net.IpAddress;

/** Verdicts to record, and subjects to ask about. */
final class Verdicts {

    private Verdicts() {}

    /** A deferral. */
    static VerdictRecord of(Instant at, String client, String sender, String recipient) {
        return new VerdictRecord(
                at,
                IpAddress.parse(client),
                "mail.example.net",
                "mail.example.net",
                "",
                "RCPT",
                sender,
                recipient,
                "defer",
                "greylisted",
                "first seen",
                false,
                Duration.ofNanos(412_345),
                "greylist: settled defer greylisted first seen\nnothing: exempt, access, banned, helo, dnsbl");
    }

    /** A deferral of a sender, from a client whom nobody knows. */
    static VerdictRecord of(Instant at, String sender) {
        return of(at, "unknown", sender, "user@example.org");
    }

    /** With every field at a value of its own. */
    static VerdictRecord full(Instant at) {
        return new VerdictRecord(
                at,
                IpAddress.parse("2001:db8::7"),
                "name",
                "helo \u20ac",
                "login",
                "DATA",
                "Sender@Example.NET",
                "Recipient@example.org",
                "reject",
                "dnsbl",
                "a detail",
                true,
                Duration.ofSeconds(3, 5),
                "dnsbl: points 4\nhelo: points 1");
    }

    static Subject client(String network) {
        return new Subject.Client(Cidr.parse(network).orElseThrow());
    }

    static Subject sender(String address) {
        return new Subject.Sender(address);
    }

    static Subject recipient(String address) {
        return new Subject.Recipient(address);
    }
}
