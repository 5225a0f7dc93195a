package org.doorward.watch.postfix;

import java.util.List;
import java.util.Optional;
import org.doorward.config.Vector;
import org.doorward.store.net.IpAddress;
import org.doorward.watch.Reading;
import org.doorward.watch.line.LogEntry;

/**
 * What cleanup writes. A header or a body that is refused stands in front of the client, and may hold the likeness of one: so the client is the one whose
 * message has the queue id, or nobody.
 */
final class CleanupMessages implements Messages {

    private static final Reading USUAL = new Reading.Nothing("nothing wrong with it");
    private static final Reading WHOSE =
            new Reading.Nothing("whose message it is was not seen, or nobody is to be blamed for it");

    private static final Reading LATER = new Reading.Nothing("it was not refused for good");
    private static final List<String> PARTS = List.of("header ", "body ", "mime-error ");

    private final QueueClients queue;

    CleanupMessages(QueueClients queue) {
        this.queue = queue;
    }

    @Override
    public Reading read(LogEntry entry) {
        String message = entry.message();
        int end = QueueId.end(message);
        if (end < 0) {
            return USUAL;
        }
        Words words = new Words(message, end);
        if (words.step(": milter-reject: ")) {
            return MilterRefusal.read(words, message);
        }
        if ((!words.step(": reject: ") && !words.step(": milter-header-reject: ")) || !checked(message, words.at())) {
            return USUAL;
        }
        // Behind the client's HELO the operator's text alone follows, its status first.
        if (message.startsWith("4.", message.lastIndexOf(">: ") + 3)) {
            return LATER;
        }
        Optional<IpAddress> client = queue.get(message.substring(0, end));
        return client.<Reading>map(
                        address -> new Reading.Seen(address, Vector.CONTENT, Words.evidence(message, words.at())))
                .orElse(WHOSE);
    }

    private static boolean checked(String message, int at) {
        return PARTS.stream().anyMatch(part -> message.startsWith(part, at));
    }
}
