package org.doorward.watch.postfix;

import org.doorward.watch.Reading;
import org.doorward.watch.line.LogEntry;

/** What qmgr writes: that a message is in the queue says that its client was let in to the end. */
final class QueueManagerMessages implements Messages {

    private static final Reading USUAL = new Reading.Nothing("nothing of a client");

    private final QueueClients queue;

    QueueManagerMessages(QueueClients queue) {
        this.queue = queue;
    }

    @Override
    public Reading read(LogEntry entry) {
        String message = entry.message();
        int end = QueueId.end(message);
        if (end < 0 || !message.startsWith(": from=<", end) || !message.endsWith("(queue active)")) {
            return USUAL;
        }
        return queue.take(message.substring(0, end))
                .<Reading>map(Reading.Accepted::new)
                .orElse(USUAL);
    }
}
