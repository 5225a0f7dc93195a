package org.doorward.check;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.doorward.decision.Inquiry;
import org.doorward.pattern.AddressIndex;
import org.doorward.pattern.AddressPattern;
import org.doorward.pattern.ClientIndex;
import org.doorward.pattern.ClientPattern;

/**
 * The operator's allow and deny lists, compiled; immutable. Deny entries are asked first, so that an exception from an
 * allowed network can be denied.
 *
 * <p>An entry matches when all that it names matches. What is not known yet matches nothing: before RCPT, and at DATA with
 * several recipients, there is no recipient, so an entry with a recipient stays out of it; a null sender matches no
 * sender pattern.
 *
 * <p>Each entry is found by one of its patterns, the client if it names one, which is hashed; the others are then tested.
 */
public final class AccessLists {

    /** Lists without entries. */
    public static final AccessLists EMPTY = of(List.of());

    private final Tier deny;
    private final Tier allow;
    private final List<Entry> allowing;
    private final int size;

    private AccessLists(Collection<Entry> entries) {
        deny = new Tier(entries.stream().filter(entry -> !entry.allow()).toList());
        allowing = entries.stream().filter(Entry::allow).toList();
        allow = new Tier(allowing);
        size = entries.size();
    }

    /**
     * One entry.
     *
     * @param allow whether it allows; else it denies
     * @param client patterns that the client must match, all of them
     * @param sender what the sender must match
     * @param recipient what the recipient must match
     * @param source where it was written, for the log
     * @param note why it is there, or empty
     * @param expires when it ends
     */
    public record Entry(
            boolean allow,
            List<ClientPattern> client,
            Optional<AddressPattern> sender,
            Optional<AddressPattern> recipient,
            String source,
            String note,
            Optional<Instant> expires) {

        /**
         * Holds an entry.
         *
         * @throws IllegalArgumentException when it names nobody, and so everybody
         */
        public Entry {
            client = List.copyOf(client);
            if (client.isEmpty() && sender.isEmpty() && recipient.isEmpty()) {
                throw new IllegalArgumentException(source + " names nobody");
            }
        }

        boolean matches(Inquiry inquiry) {
            Inquiry.Client from = inquiry.client();
            return expires.filter(end -> !inquiry.now().isBefore(end)).isEmpty()
                    && client.stream().allMatch(pattern -> pattern.matches(from.address(), from.name()))
                    && accepts(sender, inquiry.envelope().sender())
                    && accepts(recipient, inquiry.envelope().recipient());
        }

        private static boolean accepts(Optional<AddressPattern> pattern, String address) {
            return pattern.isEmpty() || pattern.get().matches(address);
        }

        /** The entry in words, for the log: {@code client 198.51.100.0/24, /etc/doorward/allow_clients:12 (the sister house)}. */
        @Override
        public String toString() {
            StringBuilder words = new StringBuilder();
            client.forEach(pattern -> words.append("client ").append(pattern).append(", "));
            sender.ifPresent(pattern -> words.append("sender ").append(pattern).append(", "));
            recipient.ifPresent(
                    pattern -> words.append("recipient ").append(pattern).append(", "));
            words.append(source);
            return note.isEmpty() ? words.toString() : words + " (" + note + ")";
        }
    }

    /** The lists of these entries; of several that match, the more specific one is named, then the earlier. */
    public static AccessLists of(Collection<Entry> entries) {
        return new AccessLists(entries);
    }

    /** The entry that decides, judged at the inquiry's moment; empty when no list has anything to say. */
    public Optional<Entry> match(Inquiry inquiry) {
        Optional<Entry> denied = deny.first(inquiry);
        return denied.isPresent() ? denied : allow.first(inquiry);
    }

    /** The entries that allow, those that have ended included. */
    public List<Entry> allowing() {
        return allowing;
    }

    /** How many entries there are, those that have ended included. */
    public int size() {
        return size;
    }

    /** All entries of one kind, each in the index by which it is found. */
    private static final class Tier {

        private final ClientIndex<Entry> byClient;
        private final AddressIndex<Entry> bySender;
        private final AddressIndex<Entry> byRecipient;

        Tier(List<Entry> entries) {
            ClientIndex.Builder<Entry> clients = new ClientIndex.Builder<>();
            AddressIndex.Builder<Entry> senders = new AddressIndex.Builder<>();
            AddressIndex.Builder<Entry> recipients = new AddressIndex.Builder<>();
            for (Entry entry : entries) {
                if (!entry.client().isEmpty()) {
                    clients.add(entry.client().get(0), entry);
                } else if (entry.sender().isPresent()) {
                    senders.add(entry.sender().get(), entry);
                } else {
                    entry.recipient().ifPresent(pattern -> recipients.add(pattern, entry));
                }
            }
            byClient = clients.build();
            bySender = senders.build();
            byRecipient = recipients.build();
        }

        Optional<Entry> first(Inquiry inquiry) {
            Inquiry.Client client = inquiry.client();
            Optional<Entry> found = byClient.first(client.address(), client.name(), entry -> entry.matches(inquiry));
            if (found.isPresent()) {
                return found;
            }
            found = bySender.first(inquiry.envelope().sender(), entry -> entry.matches(inquiry));
            return found.isPresent()
                    ? found
                    : byRecipient.first(inquiry.envelope().recipient(), entry -> entry.matches(inquiry));
        }
    }
}
