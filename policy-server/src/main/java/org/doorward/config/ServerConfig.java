package org.doorward.config;

import java.time.Duration;

/**
 * Section {@code [server]}: the policy listener and its bounds.
 *
 * @param socketMode permissions of unix sockets, such as 0660
 * @param socketGroup group of unix sockets, or empty for the process's own
 * @param exim whether clients such as Exim are served, which ask once, may leave {@code request} out, and wait for the
 *     server to close
 * @param transport which of Netty's transports to use
 * @param threads event loops; 0 for as many as there are processors
 * @param backlog how many connections the kernel may hold before we accept them
 * @param maxConnections how many connections are served at once; further ones are closed
 * @param maxInFlight how many decisions may be under way at once; past that the answer is {@code DUNNO}
 * @param lineLimit the longest request line in bytes
 * @param requestLimit the longest request in bytes
 * @param attributeLimit the most attributes in a request
 * @param requestTimeout how long a request may take to arrive once it has begun
 * @param idleTimeout when a silent connection is closed; never before 330 s, for Postfix closes its own at 300 s
 */
public record ServerConfig(
        int socketMode,
        String socketGroup,
        boolean exim,
        Transport transport,
        int threads,
        int backlog,
        int maxConnections,
        int maxInFlight,
        int lineLimit,
        int requestLimit,
        int attributeLimit,
        Duration requestTimeout,
        Duration idleTimeout) {

    /** How sockets are driven. */
    public enum Transport {
        /** Linux's epoll where it loads, the JDK's selectors elsewhere. */
        AUTO,
        /** Linux's epoll, or refuse to start. */
        EPOLL,
        /** The JDK's selectors. */
        NIO
    }
}
