package org.doorward.observe;

import java.time.Duration;

/**
 * A log event made of named fields instead of prose. Given to a logger as the one argument of the message {@code "{}"}, it
 * is rendered on the log's own thread, so it must be immutable.
 */
interface LogFields {

    /** The kind of event, for readers of JSON. */
    String event();

    /** Tells the fields in the order in which they are shown. */
    void describe(Sink sink);

    /** Takes the fields. Names are lower case with underscores. */
    interface Sink {

        /**
         * A text, which may hold anything; an empty one is left out.
         *
         * @param limit the most characters that are shown
         */
        void text(String name, String value, int limit);

        /** A number. */
        void number(String name, double value);

        /** A time, shown in milliseconds. */
        void time(String name, Duration value);
    }
}
