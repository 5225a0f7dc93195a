package org.doorward.why;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.doorward.store.model.Subject;
import org.doorward.store.net.Cidr;

/**
 * Of whom an account is wanted.
 *
 * @param text as it was asked
 * @param subjects what it may mean: a mail address is a sender's or a recipient's
 */
public record Whom(String text, List<Subject> subjects) {

    private static final String SENDER = "sender=";
    private static final String RECIPIENT = "recipient=";

    /** Takes the list as it is now. */
    public Whom {
        subjects = List.copyOf(subjects);
    }

    /**
     * Reads what an operator writes: an address, a network, {@code user@domain}, {@code sender=...} or {@code recipient=...}.
     *
     * @return empty when it is nothing of that
     */
    public static Optional<Whom> read(String text) {
        if (text.startsWith(SENDER)) {
            return Optional.of(new Whom(text, List.of(new Subject.Sender(text.substring(SENDER.length())))));
        }
        if (text.startsWith(RECIPIENT)) {
            return Optional.of(new Whom(text, List.of(new Subject.Recipient(text.substring(RECIPIENT.length())))));
        }
        if (text.indexOf('@') >= 0) {
            String address = text.toLowerCase(Locale.ROOT);
            return Optional.of(new Whom(text, List.of(new Subject.Sender(address), new Subject.Recipient(address))));
        }
        return Cidr.parse(text).map(network -> new Whom(text, List.of(new Subject.Client(network))));
    }

    /** The network, when it is about clients. */
    Optional<Cidr> network() {
        return subjects.get(0) instanceof Subject.Client client ? Optional.of(client.network()) : Optional.empty();
    }
}
