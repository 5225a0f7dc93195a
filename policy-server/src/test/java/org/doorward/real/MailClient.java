package org.doorward.real;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.doorward.real.SmtpSession.Reply;

/**
 * A mail server out there, for Postfix as real as any: XCLIENT gives it its address, and the name and the login that Postfix has
 * verified.
 *
 * @param address its address, in XCLIENT's notation: {@code IPV6:} before one of IPv6
 * @param name its verified name; empty when it has none
 * @param helo what it calls itself
 * @param login the name that it logged in with; empty when it did not
 */
record MailClient(String address, Optional<String> name, String helo, Optional<String> login) {

    private static final String HELO = "mail.sender.example";

    private static final AtomicInteger MESSAGES = new AtomicInteger();

    /**
     * What became of one message.
     *
     * @param subject the message's subject, which no other message has
     * @param recipients the reply to each RCPT, in order
     * @param data the reply to DATA, when any recipient was accepted
     * @param end the reply to the message, when DATA was accepted
     */
    record Delivery(String subject, List<Reply> recipients, Optional<Reply> data, Optional<Reply> end) {

        /** The reply to the one recipient. */
        Reply recipient() {
            if (recipients.size() != 1) {
                throw new IllegalStateException("recipients: " + recipients);
            }
            return recipients.get(0);
        }

        /** Whether the message was taken. */
        boolean taken() {
            return end.filter(reply -> reply.code() == 250).isPresent();
        }
    }

    /** A client without a verified name. */
    static MailClient at(String address) {
        return new MailClient(address, Optional.empty(), HELO, Optional.empty());
    }

    /** The same with a verified name. */
    MailClient named(String verified) {
        return new MailClient(address, Optional.of(verified), verified, login);
    }

    /** The same, calling itself something else. */
    MailClient calling(String itself) {
        return new MailClient(address, name, itself, login);
    }

    /** The same, logged in. */
    MailClient loggedIn(String user) {
        return new MailClient(address, name, helo, Optional.of(user));
    }

    /**
     * Delivers a message, as far as it is let.
     *
     * @param postfix to whom
     * @param sender empty for the null sender
     */
    Delivery send(PostfixInstance postfix, String sender, String... recipients) throws IOException {
        String subject = "Knock number " + MESSAGES.incrementAndGet();
        try (SmtpSession session = open(postfix)) {
            session.command(250, "MAIL FROM:<" + sender + ">");
            List<Reply> replies = new ArrayList<>();
            for (String recipient : recipients) {
                replies.add(session.command("RCPT TO:<" + recipient + ">"));
                if (replies.get(replies.size() - 1).code() == 421) {
                    // Nothing that is said after this is heard any more.
                    break;
                }
            }
            Optional<Reply> data = Optional.empty();
            Optional<Reply> end = Optional.empty();
            if (replies.stream().anyMatch(reply -> reply.code() == 250)) {
                data = Optional.of(session.command("DATA"));
                if (data.get().code() == 354) {
                    end = Optional.of(session.command(text(sender, subject)));
                }
            }
            if (replies.stream().noneMatch(reply -> reply.code() == 421)) {
                session.command(221, "QUIT");
            }
            return new Delivery(subject, List.copyOf(replies), data, end);
        }
    }

    /** A session of this client that has said who it is. */
    SmtpSession open(PostfixInstance postfix) throws IOException {
        SmtpSession session = SmtpSession.connect(postfix.port());
        session.command(
                220,
                "XCLIENT ADDR=" + address + " NAME=" + name.orElse("[UNAVAILABLE]")
                        + login.map(user -> " LOGIN=" + user).orElse(""));
        session.command(250, "EHLO " + helo);
        return session;
    }

    private static String text(String sender, String subject) {
        return String.join("\r\n", "From: <" + sender + ">", "Subject: " + subject, "", "Who is there?", ".");
    }
}
