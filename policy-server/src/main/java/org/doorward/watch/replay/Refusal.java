package org.doorward.watch.replay;

import org.doorward.watch.line.LogEntry;
import org.doorward.watch.postfix.PostfixMessages;

/** Tells lines of refusals from other lines. Pure. */
final class Refusal {

    private Refusal() {}

    /** Whether Postfix has refused something: {@code NOQUEUE: reject: ...}, {@code 4FE7E2167E4: milter-reject: ...}. */
    static boolean is(LogEntry entry) {
        String message = entry.message();
        int queueId = message.indexOf(':');
        return PostfixMessages.writes(entry.program())
                && (message.startsWith(": reject: ", queueId)
                        || message.startsWith(": milter-reject: ", queueId)
                        || message.startsWith(": milter-header-reject: ", queueId));
    }
}
