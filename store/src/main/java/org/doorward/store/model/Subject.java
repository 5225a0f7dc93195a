package org.doorward.store.model;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.doorward.store.net.Cidr;
import org.doorward.store.net.IpAddress;

/** Whom or what a question about the past is about. */
public sealed interface Subject {

    /** Whether a verdict concerns it. */
    boolean concerns(VerdictRecord verdict);

    /**
     * Whether a triplet concerns it. A triplet under an organisational domain has no address, so a client's network does not
     * find it by itself.
     */
    boolean concerns(Triplet triplet);

    /** Whether a client network, in CIDR form, concerns it. */
    boolean concernsNetwork(String network);

    /**
     * Clients of a network.
     *
     * @param network the network, of any length; an address is a network of one
     * @param pooled triplets without an address that are these clients' nevertheless
     */
    record Client(Cidr network, Set<Triplet> pooled) implements Subject {

        /** Takes the set as it is now. */
        public Client {
            pooled = Set.copyOf(pooled);
        }

        /** Clients of which no such triplet is known. */
        public Client(Cidr network) {
            this(network, Set.of());
        }

        @Override
        public boolean concerns(VerdictRecord verdict) {
            Optional<IpAddress> client = verdict.client();
            return client.isPresent() && network.contains(client.get());
        }

        @Override
        public boolean concerns(Triplet triplet) {
            return concernsNetwork(triplet.client()) || pooled.contains(triplet);
        }

        /** One within the other, whichever is wider. */
        @Override
        public boolean concernsNetwork(String other) {
            if (other.indexOf('/') < 0) {
                return false;
            }
            Optional<Cidr> parsed = Cidr.parse(other);
            return parsed.isPresent()
                    && (network.contains(parsed.get().address()) || parsed.get().contains(network.address()));
        }
    }

    /**
     * Mail from a sender.
     *
     * @param address the sender, whatever its case; empty for the null sender
     */
    record Sender(String address) implements Subject {

        /** Cuts it as a record cuts it. */
        public Sender {
            address = VerdictRecord.cut(address, VerdictRecord.NAME_LIMIT);
        }

        @Override
        public boolean concerns(VerdictRecord verdict) {
            return same(address, verdict.sender());
        }

        @Override
        public boolean concerns(Triplet triplet) {
            return same(address, triplet.sender());
        }

        @Override
        public boolean concernsNetwork(String network) {
            return false;
        }
    }

    /**
     * Mail to a recipient.
     *
     * @param address the recipient, whatever its case
     */
    record Recipient(String address) implements Subject {

        /** Cuts it as a record cuts it. */
        public Recipient {
            address = VerdictRecord.cut(address, VerdictRecord.NAME_LIMIT);
        }

        @Override
        public boolean concerns(VerdictRecord verdict) {
            return same(address, verdict.recipient());
        }

        @Override
        public boolean concerns(Triplet triplet) {
            return same(address, triplet.recipient());
        }

        @Override
        public boolean concernsNetwork(String network) {
            return false;
        }
    }

    private static boolean same(String wanted, String candidate) {
        return wanted.length() == candidate.length() && folded(wanted).equals(folded(candidate));
    }

    /** An address in the form in which it is compared. */
    static String folded(String address) {
        return address.toLowerCase(Locale.ROOT);
    }
}
