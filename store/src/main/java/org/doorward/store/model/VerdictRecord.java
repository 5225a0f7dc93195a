package org.doorward.store.model;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.doorward.store.net.IpAddress;

/**
 * A verdict as it is remembered, for whoever asks later why it was so. Every text is cut to a bound when the record is made.
 *
 * @param at the moment of the decision; kept to the millisecond
 * @param client the client's address, empty when it was unknown
 * @param name the client's verified name, or empty
 * @param helo what the client called itself, or empty
 * @param login the name that the client logged in with, or empty
 * @param stage the stage of the mail dialogue at which the question was asked
 * @param sender the sender, empty for the null sender or when none was named yet
 * @param recipient the recipient, empty when there was none yet, or several
 * @param verdict the verdict's kind
 * @param reason the label of the verdict's reason
 * @param detail what exactly
 * @param observed whether the verdict was only recorded
 * @param took from the question to the verdict
 * @param findings what each check found, a line each
 */
public record VerdictRecord(
        Instant at,
        Optional<IpAddress> client,
        String name,
        String helo,
        String login,
        String stage,
        String sender,
        String recipient,
        String verdict,
        String reason,
        String detail,
        boolean observed,
        Duration took,
        String findings) {

    /** The most characters of a name, an address, or a login: longer than any that the standards allow. */
    public static final int NAME_LIMIT = 260;

    /** The most characters of a word of our own. */
    public static final int WORD_LIMIT = 40;

    /** The most characters of the detail. */
    public static final int DETAIL_LIMIT = 400;

    /** The most characters of the findings. */
    public static final int FINDINGS_LIMIT = 1000;

    /** Cuts what is too long. */
    public VerdictRecord {
        name = cut(name, NAME_LIMIT);
        helo = cut(helo, NAME_LIMIT);
        login = cut(login, NAME_LIMIT);
        stage = cut(stage, WORD_LIMIT);
        sender = cut(sender, NAME_LIMIT);
        recipient = cut(recipient, NAME_LIMIT);
        verdict = cut(verdict, WORD_LIMIT);
        reason = cut(reason, WORD_LIMIT);
        detail = cut(detail, DETAIL_LIMIT);
        findings = cut(findings, FINDINGS_LIMIT);
    }

    /** Never within a pair of surrogates, for half of one cannot be written as UTF-8. */
    static String cut(String text, int limit) {
        if (text.length() <= limit) {
            return text;
        }
        return text.substring(0, Character.isHighSurrogate(text.charAt(limit - 1)) ? limit - 1 : limit);
    }
}
