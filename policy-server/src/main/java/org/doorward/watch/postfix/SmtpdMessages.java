package org.doorward.watch.postfix;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.doorward.config.Vector;
import org.doorward.watch.Reading;
import org.doorward.watch.line.LogEntry;

/** What smtpd writes, under whatever service name. Remembers whose message has which queue id, and who failed to log in. For one thread. */
final class SmtpdMessages implements Messages {

    /** More processes than any host runs. */
    private static final int MOST_SESSIONS = 10_000;

    private static final Reading CONFIGURED =
            new Reading.Nothing("nothing that Postfix itself would refuse, or a trouble that passes");
    private static final Reading UNDECIDED = new Reading.Nothing("Postfix refused nothing here");
    private static final Reading USUAL = new Reading.Nothing("nothing wrong with it");
    private static final Reading COUNTED = new Reading.Nothing("its failed logins have lines of their own");

    private final QueueClients queue;
    private final SmtpdWarnings warnings = new SmtpdWarnings();

    /** How many failed logins of the session of a process were counted. */
    private final Map<Long, Integer> failedLogins = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Integer> eldest) {
            return size() > MOST_SESSIONS;
        }
    };

    SmtpdMessages(QueueClients queue) {
        this.queue = queue;
    }

    @Override
    public Reading read(LogEntry entry) {
        String message = entry.message();
        if (message.isEmpty()) {
            return USUAL;
        }
        Words words = new Words(message);
        return switch (message.charAt(0)) {
            case 'c' -> words.step("connect from ") ? connected(words, entry) : withQueueId(message);
            case 'd' -> words.step("disconnect from ") ? disconnected(words, entry) : withQueueId(message);
            case 'l', 't' -> ended(words, message);
            case 'i' ->
                words.step("improper command pipelining after ")
                        ? after(words, message, Vector.PIPELINING)
                        : withQueueId(message);
            case 'w' -> words.step("warning: ") ? warned(words, entry) : withQueueId(message);
            case 'S' ->
                words.step("SSL_accept error from ") ? from(words, message, Vector.TLS_ERROR) : withQueueId(message);
            default -> withQueueId(message);
        };
    }

    /** Since Postfix 3.10 the same stands behind a queue id. */
    private static Reading ended(Words words, String message) {
        if (words.step("lost connection after ") || words.step("timeout after ")) {
            return after(words, message, Vector.HANGUP);
        }
        return words.step("too many errors after ") ? after(words, message, Vector.COMMAND_LIMIT) : USUAL;
    }

    private Reading connected(Words words, LogEntry entry) {
        failedLogins.remove(entry.process());
        return words.client()
                .flatMap(Client::address)
                .<Reading>map(Reading.Connected::new)
                .orElse(Words.NO_CLIENT);
    }

    /** {@code disconnect from name[address] ehlo=1 auth=0/3 quit=1 commands=2/5}: behind the client Postfix alone writes. */
    private Reading disconnected(Words words, LogEntry entry) {
        int counted = Optional.ofNullable(failedLogins.remove(entry.process())).orElse(0);
        Optional<Client> client = words.client();
        if (client.isEmpty()) {
            return Words.NO_CLIENT;
        }
        String message = entry.message();
        int auth = message.indexOf(" auth=", words.at());
        if (auth < 0) {
            return USUAL;
        }
        Words numbers = new Words(message, auth + " auth=".length());
        int succeeded = numbers.number();
        if (!numbers.step("/")) {
            return USUAL;
        }
        int failed = numbers.number() - succeeded - counted;
        if (failed <= 0 || succeeded > 0) {
            return COUNTED;
        }
        Reading reading = Words.seen(client.get(), Vector.AUTH_FAILED, Words.evidence(message, words.at() + 1));
        return reading instanceof Reading.Seen seen
                ? new Reading.Seen(seen.address(), seen.vector(), seen.evidence(), failed, "")
                : reading;
    }

    private static Reading after(Words words, String message, Vector vector) {
        return words.stage() && words.step(" from ") ? from(words, message, vector) : Words.NO_CLIENT;
    }

    private static Reading from(Words words, String message, Vector vector) {
        return words.client()
                .map(client -> Words.seen(client, vector, Words.evidence(message, 0)))
                .orElse(Words.NO_CLIENT);
    }

    private Reading warned(Words words, LogEntry entry) {
        Reading reading = warnings.read(entry.message(), words.at());
        // A login that failed by our own fault is no guess either.
        if (reading.equals(SmtpdWarnings.OURS)
                || (reading instanceof Reading.Seen seen && seen.vector().equals(Vector.AUTH_FAILED))) {
            failedLogins.merge(entry.process(), 1, Integer::sum);
        }
        return reading;
    }

    private Reading withQueueId(String message) {
        int end = QueueId.end(message);
        if (end < 0) {
            return USUAL;
        }
        Words words = new Words(message, end);
        if (message.startsWith(": lost ", end)
                || message.startsWith(": timeout ", end)
                || message.startsWith(": too many ", end)) {
            return ended(new Words(message, end + 2), message);
        }
        if (words.step(": client=")) {
            return began(words, message.substring(0, end), message);
        }
        if (words.step(": reject: ")) {
            return refused(words, message);
        }
        return words.step(": milter-reject: ") ? MilterRefusal.read(words, message) : UNDECIDED;
    }

    /** {@code client=name[address], sasl_method=PLAIN, sasl_username=...}: a name in the log behind it is written without blanks. */
    private Reading began(Words words, String queueId, String message) {
        Optional<Client> client = words.client();
        if (client.isEmpty() || client.get().address().isEmpty()) {
            return Words.NO_CLIENT;
        }
        if (message.indexOf(", sasl_username=", words.at()) >= 0) {
            return new Reading.LoggedIn(client.get().address().get());
        }
        if (!queueId.equals(QueueId.NONE)) {
            queue.put(queueId, client.get().address().get());
        }
        return USUAL;
    }

    private static Reading refused(Words words, String message) {
        int stage = words.at();
        Optional<Client> client = words.clientAtStage();
        if (client.isEmpty()) {
            return Words.NO_CLIENT;
        }
        if (message.startsWith("bare <LF> received", words.at())) {
            return Words.seen(client.get(), Vector.BARE_NEWLINE, Words.evidence(message, stage));
        }
        return Refusals.vector(message, client.get(), words.at())
                .map(vector -> Words.seen(client.get(), vector, Words.evidence(message, stage)))
                .orElse(CONFIGURED);
    }
}
