package org.doorward.real;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import org.doorward.dns.FaultyServer;
import org.doorward.dns.FaultyServer.Reply;

/**
 * The name server of every server under test that names no other: on loopback, and it refuses all questions at once, so that no
 * test asks the machine's own or anybody on the Internet, and none waits for a time-out. It lives as long as the tests do.
 */
final class NoDns {

    private static final FaultyServer SERVER = start();

    private NoDns() {}

    private static FaultyServer start() {
        try {
            return new FaultyServer(query -> Reply.refused());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where it is, as {@code dns.servers} takes it. */
    static String address() {
        return at(SERVER);
    }

    /** Where a name server is, as {@code dns.servers} takes it. */
    static String at(FaultyServer server) {
        InetSocketAddress address = server.address();
        return address.getAddress().getHostAddress() + ":" + address.getPort();
    }
}
