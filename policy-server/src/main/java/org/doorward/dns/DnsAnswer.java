package org.doorward.dns;

import java.time.Duration;
import java.util.List;

/** What the DNS answered. */
public sealed interface DnsAnswer {

    /**
     * There are such records.
     *
     * @param records at least one, of the type that was asked for
     * @param ttl how long they may be remembered, within the configured bounds
     */
    record Found(List<DnsRecord> records, Duration ttl) implements DnsAnswer {}

    /**
     * There is no such record.
     *
     * @param nameExists whether the name has records of other types (NODATA), else NXDOMAIN
     * @param ttl how long that may be remembered, by the zone's SOA and within the configured bounds
     */
    record Nothing(boolean nameExists, Duration ttl) implements DnsAnswer {}

    /**
     * Nobody knows.
     *
     * @param failure what went wrong
     * @param why in an operator's words
     */
    record Failed(Failure failure, String why) implements DnsAnswer {}

    /** What goes wrong with a question. */
    enum Failure {
        /** No answer in time, and none to the second try. */
        TIMEOUT,
        /** The server says that it failed (SERVFAIL). */
        SERVER_FAILURE,
        /** The server does not answer such questions, or not us (REFUSED). */
        REFUSED,
        /** Any other error code, or an answer that is no answer to the question. */
        BAD_ANSWER,
        /** The name can be no name, so nobody was asked. */
        BAD_NAME,
        /** Too many questions are under way already. */
        OVERLOAD,
        /** No server has answered for a while, so nobody waits for one. */
        DOWN;

        /** Whether it failed before any server was asked. */
        public boolean nobodyWasAsked() {
            return this == BAD_NAME || this == OVERLOAD || this == DOWN;
        }
    }
}
