package org.doorward.why;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.doorward.check.SenderNormalizer;
import org.doorward.observe.VerdictRecorder;
import org.doorward.store.model.Subject;
import org.doorward.store.model.VerdictRecord;
import org.doorward.store.net.Cidr;
import org.doorward.text.ClientText;

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
     * Reads what an operator writes: an address, a network, {@code user@domain}, {@code sender=...} or {@code recipient=...}. What a
     * client wrote may be escaped, as the log and the stories show it.
     *
     * @return empty when it is nothing of that
     */
    public static Optional<Whom> read(String text) {
        if (text.startsWith(SENDER)) {
            return Optional.of(new Whom(text, List.of(new Subject.Sender(written(text, SENDER)))));
        }
        if (text.startsWith(RECIPIENT)) {
            return Optional.of(new Whom(text, List.of(new Subject.Recipient(written(text, RECIPIENT)))));
        }
        if (text.indexOf('@') >= 0) {
            String address = written(text, "").toLowerCase(Locale.ROOT);
            return Optional.of(new Whom(text, List.of(new Subject.Sender(address), new Subject.Recipient(address))));
        }
        return Cidr.parse(text).map(network -> new Whom(text, List.of(new Subject.Client(network))));
    }

    private static String written(String text, String behind) {
        return ClientText.unescape(text.substring(behind.length()));
    }

    /** A subject as the verdicts have it: what a client wrote is escaped there. */
    static Subject inVerdicts(Subject subject) {
        if (subject instanceof Subject.Sender sender) {
            return new Subject.Sender(VerdictRecorder.address(sender.address()));
        }
        return subject instanceof Subject.Recipient recipient
                ? new Subject.Recipient(VerdictRecorder.address(recipient.address()))
                : subject;
    }

    /**
     * A subject as the greylist has it, where all bounce addresses of one sender are one, and many clients may be.
     *
     * @param verdicts the latest ones on it
     */
    static Subject inGreylist(Subject subject, List<VerdictRecord> verdicts) {
        if (subject instanceof Subject.Sender sender) {
            return new Subject.Sender(SenderNormalizer.normalize(sender.address()));
        }
        return subject instanceof Subject.Client client
                ? new Subject.Client(client.network(), Pools.of(verdicts))
                : subject;
    }

    /** The network, when it is about clients. */
    Optional<Cidr> network() {
        return subjects.get(0) instanceof Subject.Client client ? Optional.of(client.network()) : Optional.empty();
    }
}
