package org.doorward.observe;

/** How messages get to systemd's socket. */
interface NotifyWay extends AutoCloseable {

    /** Sends one message, and waits until it has left, for some seconds at most. Failures are logged. */
    void send(String message);

    @Override
    void close();
}
