package org.doorward.server;

import java.time.Duration;
import java.time.InstantSource;
import java.util.OptionalLong;
import org.doorward.protocol.MalformedRequestException;
import org.doorward.text.ClientText;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The listener's log lines about what went wrong: one line each, no stack traces, each kind at most {@link #LINES} in a
 * {@link #SPAN}. The metrics have the full count. Thread-safe.
 */
final class Complaints {

    /** Enough to see what is wrong; at 200 bytes a line about 3 MB a day and kind at the worst. */
    static final int LINES = 10;

    static final Duration SPAN = Duration.ofMinutes(1);

    private static final Logger LOG = LoggerFactory.getLogger(Complaints.class);
    private static final int CAUSE_LIMIT = 200;

    private final InstantSource clock;
    private final LineLimit malformed = new LineLimit(LINES, SPAN);
    private final LineLimit refused = new LineLimit(LINES, SPAN);
    private final LineLimit slow = new LineLimit(LINES, SPAN);
    private final LineLimit shed = new LineLimit(1, SPAN);
    private final LineLimit faults = new LineLimit(LINES, SPAN);

    Complaints(InstantSource clock) {
        this.clock = clock;
    }

    void malformed(String client, MalformedRequestException error) {
        warn(malformed, "Closed the connection from " + client + ", this is no policy request: " + error.getMessage());
    }

    void refused(String client, int maxConnections) {
        warn(
                refused,
                "Closed a new connection from " + client + ", there are " + maxConnections
                        + " already: raise server.max_connections if Postfix runs that many processes");
    }

    /** An idle connection is not worth a line: the protocol knows no other way to end one. */
    void timedOut(String client, ListenerEvents.Wait wait) {
        switch (wait) {
            case IDLE -> LOG.debug("Closed the idle connection from {}", client);
            case REQUEST -> warn(slow, "Closed the connection from " + client + ", its request did not arrive in time");
            case READER -> warn(slow, "Closed the connection from " + client + ", it does not read its replies");
        }
    }

    void shed(int maxInFlight) {
        warn(shed, "Answered DUNNO undecided: " + maxInFlight + " decisions are under way, the limit");
    }

    void acceptFailed(Throwable cause) {
        warn(faults, "Cannot accept connections, trying again in a second: " + describe(cause));
    }

    /** A fault of ours, with the place in our code, which is all of a stack trace that fits on a line. */
    void fault(String what, Throwable cause) {
        OptionalLong leftOut = faults.next(clock.instant());
        leftOut.ifPresent(count -> LOG.error("{}: {}{}", what, describe(cause), leftOut(count)));
    }

    /** What clients do all day, such as a reset connection. */
    void debug(String client, Throwable cause) {
        LOG.debug("Connection from {} ended: {}", client, describe(cause));
    }

    private void warn(LineLimit limit, String message) {
        OptionalLong leftOut = limit.next(clock.instant());
        leftOut.ifPresent(count -> LOG.warn("{}{}", message, leftOut(count)));
    }

    private static String leftOut(long count) {
        return count == 0 ? "" : " (" + count + " more like this were not logged)";
    }

    private static String describe(Throwable cause) {
        StackTraceElement[] trace = cause.getStackTrace();
        String place = trace.length == 0 ? "" : " at " + trace[0];
        return ClientText.escape(cause.toString(), CAUSE_LIMIT) + place;
    }
}
