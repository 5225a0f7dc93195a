package org.doorward.watch.postfix;

import java.util.List;
import java.util.Optional;
import org.doorward.config.Vector;
import org.doorward.watch.Reading;
import org.doorward.watch.line.LogEntry;

/**
 * What postscreen writes. Its client is {@code [address]:port}, and whatever a client sent stands behind it.
 *
 * <p>A client that DNS lists know has a line for its rank, and one for each recipient that is refused for it: they are one offence of the session.
 */
final class PostscreenMessages implements Messages {

    private static final Reading USUAL = new Reading.Nothing("nothing wrong with it");
    private static final Reading TOLD =
            new Reading.Nothing("a trouble that passes, or what another line tells already");

    /** Behind these words the client stands. */
    private record Event(String begin, Vector vector) {}

    private static final List<Event> EVENTS = List.of(
            new Event("NON-SMTP COMMAND from ", Vector.NON_SMTP),
            new Event("COMMAND PIPELINING from ", Vector.PIPELINING),
            new Event("COMMAND TIME LIMIT from ", Vector.COMMAND_LIMIT),
            new Event("COMMAND COUNT LIMIT from ", Vector.COMMAND_LIMIT),
            new Event("COMMAND LENGTH LIMIT from ", Vector.COMMAND_LIMIT),
            new Event("BARE NEWLINE from ", Vector.BARE_NEWLINE),
            new Event("DENYLISTED ", Vector.ACCESS_DENIED),
            new Event("BLACKLISTED ", Vector.ACCESS_DENIED));

    @Override
    public Reading read(LogEntry entry) {
        String message = entry.message();
        Words words = new Words(message);
        if (words.step("PREGREET ")) {
            words.number();
            return words.step(" after ") && seconds(words) && words.step(" from ")
                    ? client(words, message, Vector.PREGREET)
                    : Words.NO_CLIENT;
        }
        if (words.step("HANGUP after ")) {
            return seconds(words) && words.step(" from ") ? client(words, message, Vector.HANGUP) : Words.NO_CLIENT;
        }
        if (words.step("DNSBL rank ")) {
            words.number();
            return words.step(" for ") ? listed(words.client(), message) : Words.NO_CLIENT;
        }
        if (words.step("NOQUEUE: reject: ")) {
            return refused(words, message);
        }
        if (words.step("CONNECT from ")) {
            return words.client()
                    .flatMap(Client::address)
                    .<Reading>map(Reading.Connected::new)
                    .orElse(Words.NO_CLIENT);
        }
        return event(words, message);
    }

    private static Reading event(Words words, String message) {
        for (Event event : EVENTS) {
            if (words.step(event.begin())) {
                return client(words, message, event.vector());
            }
        }
        return USUAL;
    }

    /** {@code 0}, {@code 0.34}. */
    private static boolean seconds(Words words) {
        int before = words.at();
        words.number();
        if (words.step(".")) {
            words.number();
        }
        return words.at() > before;
    }

    private static Reading client(Words words, String message, Vector vector) {
        return words.client()
                .map(client -> Words.seen(client, vector, Words.evidence(message, 0)))
                .orElse(Words.NO_CLIENT);
    }

    private static Reading refused(Words words, String message) {
        int stage = words.at();
        Optional<Client> client = words.clientAtStage();
        if (client.isEmpty()) {
            return Words.NO_CLIENT;
        }
        Optional<Vector> vector = Refusals.vector(message, client.get(), words.at());
        if (vector.isEmpty()) {
            return TOLD;
        }
        return vector.get().equals(Vector.DNSBL)
                ? listed(client, message)
                : Words.seen(client.get(), vector.get(), Words.evidence(message, stage));
    }

    private static Reading listed(Optional<Client> client, String message) {
        if (client.isEmpty()) {
            return Words.NO_CLIENT;
        }
        Reading reading = Words.seen(client.get(), Vector.DNSBL, Words.evidence(message, 0));
        return reading instanceof Reading.Seen seen
                ? new Reading.Seen(
                        seen.address(),
                        seen.vector(),
                        seen.evidence(),
                        1,
                        message.substring(client.get().from(), client.get().end()))
                : reading;
    }
}
