package org.doorward.server;

import java.time.InstantSource;
import java.util.concurrent.Semaphore;
import org.doorward.config.ServerConfig;
import org.doorward.decision.Decider;

/** What all sessions of a listener share. Thread-safe. */
final class SessionContext {

    private final ServerConfig config;
    private final Decider decider;
    private final ListenerEvents events;
    private final InstantSource clock;
    private final Complaints complaints;
    private final Semaphore connections;
    private final Semaphore decisions;
    private volatile boolean draining;

    SessionContext(ServerConfig config, Decider decider, ListenerEvents events, InstantSource clock) {
        this.config = config;
        this.decider = decider;
        this.events = events;
        this.clock = clock;
        this.complaints = new Complaints(clock);
        this.connections = new Semaphore(config.maxConnections());
        this.decisions = new Semaphore(config.maxInFlight());
    }

    ServerConfig config() {
        return config;
    }

    Decider decider() {
        return decider;
    }

    ListenerEvents events() {
        return events;
    }

    InstantSource clock() {
        return clock;
    }

    Complaints complaints() {
        return complaints;
    }

    /** A permit for each connection served. */
    Semaphore connections() {
        return connections;
    }

    /** A permit for each decision that has to wait for something. */
    Semaphore decisions() {
        return decisions;
    }

    /** Whether the listener is about to end: connections that have nothing to wait for are closed. */
    boolean draining() {
        return draining;
    }

    void drain() {
        draining = true;
    }
}
