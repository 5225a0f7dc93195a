package org.doorward.watch.postfix;

import java.util.HashMap;
import java.util.Map;
import org.doorward.watch.Reading;
import org.doorward.watch.line.LogEntry;

/**
 * Reads what Postfix writes, whatever its daemons are called: {@code postfix/smtpd}, {@code postfix/submission/smtpd}, {@code postfix-out/smtpd}. The last part
 * says which daemon it is. Remembers queue ids and sessions: for one thread, and for one host's log.
 */
public final class PostfixMessages {

    private static final Reading OTHERS = new Reading.Nothing("a daemon that says nothing of clients");

    /** Names of services are a few dozen; a log with more of them is none of a mail host. */
    private static final int MOST_PROGRAMS = 1000;

    private final Map<String, Messages> daemons;
    private final Map<String, Messages> known = new HashMap<>();

    /** A reader that has seen nothing yet. */
    public PostfixMessages() {
        QueueClients queue = new QueueClients();
        this.daemons = Map.of(
                "smtpd", new SmtpdMessages(queue),
                "postscreen", new PostscreenMessages(),
                "cleanup", new CleanupMessages(queue),
                "qmgr", new QueueManagerMessages(queue),
                "tlsproxy", new TlsProxyMessages());
    }

    /** Whether a program is one of Postfix's. */
    public static boolean writes(String program) {
        return program.indexOf('/') > 0;
    }

    /** What an entry says. */
    public Reading read(LogEntry entry) {
        Messages daemon = known.get(entry.program());
        if (daemon == null) {
            daemon = find(entry.program());
        }
        return daemon.read(entry);
    }

    private Messages find(String program) {
        Messages daemon = daemons.getOrDefault(program.substring(program.lastIndexOf('/') + 1), entry -> OTHERS);
        if (known.size() < MOST_PROGRAMS) {
            known.put(program, daemon);
        }
        return daemon;
    }
}
