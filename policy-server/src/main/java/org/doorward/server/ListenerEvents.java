package org.doorward.server;

import org.doorward.protocol.MalformedRequestException.Kind;

/** Hears what happens on the policy listener, to count it. Called on event loops; must not block and must not throw. */
public interface ListenerEvents {

    /** Hears nothing. */
    ListenerEvents NONE = new ListenerEvents() {};

    /** A connection was accepted and is served. */
    default void connectionOpened() {}

    /** A connection that was served has ended, whoever ended it. Comes once for each {@link #connectionOpened()}. */
    default void connectionClosed() {}

    /** A connection was closed at once, because there were too many. */
    default void connectionRefused() {}

    /** A connection was closed without a reply, because this came instead of a request. */
    default void protocolError(Kind kind) {}

    /** A connection was closed by us, because nothing happened on it in time. */
    default void timedOut(Wait wait) {}

    /** A request was answered {@code DUNNO} undecided, because too many decisions were under way: reason OVERLOAD. */
    default void shed() {}

    /** A request was answered {@code DUNNO}, because deciding failed: reason INTERNAL_ERROR. */
    default void deciderFailed() {}

    /** What a connection was waited for in vain. The label is the one of the metric. */
    enum Wait {
        /** The next request, or the first. */
        IDLE("idle"),
        /** The rest of a request. */
        REQUEST("request"),
        /** The client to read its replies. */
        READER("reader");

        private final String label;

        Wait(String label) {
            this.label = label;
        }

        /** The word for this wait in metrics and logs: lower case, stable. */
        public String label() {
            return label;
        }
    }
}
