package org.doorward.admin;

import java.time.Duration;

/**
 * What a peer of the admin listener can make us hold or wait for, at most.
 *
 * @param line bytes of the request line
 * @param headers bytes of all headers
 * @param body bytes of the body
 * @param connections open at once; further ones are closed
 * @param waiting requests that wait for a worker; further ones are answered 503
 * @param request from a request's first byte to its answer's last; then the connection is closed
 * @param idle how long a connection may be silent between requests
 */
record AdminLimits(int line, int headers, int body, int connections, int waiting, Duration request, Duration idle) {

    /** Enough for a policy request in JSON, several scrapers, and people. */
    static final AdminLimits DEFAULT =
            new AdminLimits(4 * 1024, 16 * 1024, 64 * 1024, 64, 64, Duration.ofSeconds(10), Duration.ofSeconds(30));
}
