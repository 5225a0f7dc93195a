package org.doorward.server;

import java.time.Duration;
import org.doorward.config.ServerConfig;
import org.doorward.config.ServerConfig.Transport;

/** Server configurations for tests: the defaults, and the one thing that a test changes. */
final class ServerConfigs {

    static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(30);
    static final Duration IDLE_TIMEOUT = Duration.ofSeconds(330);

    private static final int CONNECTIONS = 2000;
    private static final int IN_FLIGHT = 1000;

    private ServerConfigs() {}

    static ServerConfig defaults() {
        return config("", false, Transport.AUTO, CONNECTIONS, IN_FLIGHT, REQUEST_TIMEOUT);
    }

    static ServerConfig exim() {
        return config("", true, Transport.AUTO, CONNECTIONS, IN_FLIGHT, REQUEST_TIMEOUT);
    }

    static ServerConfig transport(Transport transport) {
        return config("", false, transport, CONNECTIONS, IN_FLIGHT, REQUEST_TIMEOUT);
    }

    static ServerConfig group(String group) {
        return config(group, false, Transport.AUTO, CONNECTIONS, IN_FLIGHT, REQUEST_TIMEOUT);
    }

    static ServerConfig maxConnections(int connections) {
        return config("", false, Transport.AUTO, connections, IN_FLIGHT, REQUEST_TIMEOUT);
    }

    static ServerConfig maxInFlight(int decisions) {
        return config("", false, Transport.AUTO, CONNECTIONS, decisions, REQUEST_TIMEOUT);
    }

    static ServerConfig requestTimeout(Duration timeout, Transport transport) {
        return config("", false, transport, CONNECTIONS, IN_FLIGHT, timeout);
    }

    private static ServerConfig config(
            String group, boolean exim, Transport transport, int connections, int inFlight, Duration requestTimeout) {
        return new ServerConfig(
                0660,
                group,
                exim,
                transport,
                2,
                1024,
                connections,
                inFlight,
                4096,
                65536,
                128,
                requestTimeout,
                IDLE_TIMEOUT);
    }
}
