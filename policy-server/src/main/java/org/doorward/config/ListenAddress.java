package org.doorward.config;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;

/** Where a listener listens, in Postfix's own notation: {@code inet:HOST:PORT} or {@code unix:PATH}. */
public sealed interface ListenAddress {

    /**
     * A TCP socket.
     *
     * @param host an IPv4 or IPv6 address (without brackets) or a host name
     * @param port 0 to 65535; 0 lets the kernel choose
     */
    record Inet(String host, int port) implements ListenAddress {

        /** Where to connect to what listens there; what listens everywhere listens on loopback. Asks the DNS when it is a name. */
        public InetSocketAddress whereToConnect() {
            boolean everywhere = host.equals("0.0.0.0") || host.equals("::");
            return everywhere
                    ? new InetSocketAddress(InetAddress.getLoopbackAddress(), port)
                    : new InetSocketAddress(host, port);
        }

        @Override
        public String toString() {
            return host.indexOf(':') >= 0 ? "inet:[" + host + "]:" + port : "inet:" + host + ":" + port;
        }
    }

    /**
     * A unix-domain stream socket.
     *
     * @param path its path, absolute
     */
    record Unix(Path path) implements ListenAddress {
        @Override
        public String toString() {
            return "unix:" + path;
        }
    }
}
