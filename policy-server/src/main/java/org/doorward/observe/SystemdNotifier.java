package org.doorward.observe;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells systemd how the service is: the protocol of sd_notify(3). Says nothing when systemd did not ask, that is when
 * {@code NOTIFY_SOCKET} is not set.
 *
 * <p>Each call waits for the datagram to leave, at most a second, so none may come from an event loop.
 */
public final class SystemdNotifier implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SystemdNotifier.class);

    private final Optional<NotifySocket> socket;
    private final Optional<Duration> watchdog;
    private final LongSupplier monotonicNanos;

    private SystemdNotifier(Optional<NotifySocket> socket, Optional<Duration> watchdog, LongSupplier monotonicNanos) {
        this.socket = socket;
        this.watchdog = watchdog;
        this.monotonicNanos = monotonicNanos;
    }

    /**
     * A notifier for this process.
     *
     * @param environment the process's environment
     * @param processId the process's own id; the watchdog may be meant for another one
     * @param monotonicNanos the kernel's CLOCK_MONOTONIC, which is what {@code System.nanoTime} reads on Linux
     */
    public static SystemdNotifier of(Map<String, String> environment, long processId, LongSupplier monotonicNanos) {
        Optional<NotifySocket> socket = Optional.ofNullable(environment.get("NOTIFY_SOCKET"))
                .filter(path -> !path.isEmpty())
                .flatMap(SystemdNotifier::open);
        return new SystemdNotifier(socket, watchdogTime(environment, processId), monotonicNanos);
    }

    private static Optional<NotifySocket> open(String path) {
        try {
            return Optional.of(NotifySocket.open(path));
        } catch (NotifySocket.Unusable e) {
            LOG.warn(
                    "systemd cannot be notified ({}); it may give up waiting for this service to be ready",
                    e.getMessage());
            return Optional.empty();
        }
    }

    private static Optional<Duration> watchdogTime(Map<String, String> environment, long processId) {
        String meant = environment.getOrDefault("WATCHDOG_PID", Long.toString(processId));
        if (!meant.equals(Long.toString(processId))) {
            return Optional.empty();
        }
        try {
            long micros = Long.parseLong(environment.getOrDefault("WATCHDOG_USEC", "0"));
            return micros > 0 ? Optional.of(Duration.ofNanos(micros * 1_000)) : Optional.empty();
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** After how long without {@link #alive} systemd takes this process for dead; empty when it does not watch. */
    public Optional<Duration> watchdog() {
        return socket.isPresent() ? watchdog : Optional.empty();
    }

    /**
     * The service is up, or up again after a reload.
     *
     * @param status one line for {@code systemctl status}
     */
    public void ready(String status) {
        send("READY=1\nSTATUS=" + status);
    }

    /** The configuration is being read anew. {@link #ready} must follow, whatever comes of it. */
    public void reloading() {
        send("RELOADING=1\nMONOTONIC_USEC=" + monotonicNanos.getAsLong() / 1_000);
    }

    /** The service is about to end. */
    public void stopping() {
        send("STOPPING=1\nSTATUS=Stopping");
    }

    /**
     * How things are, for {@code systemctl status}.
     *
     * @param status one line
     */
    public void status(String status) {
        send("STATUS=" + status);
    }

    /** The process is not stuck. */
    public void alive() {
        send("WATCHDOG=1");
    }

    private void send(String message) {
        socket.ifPresent(to -> to.send(message));
    }

    @Override
    public void close() {
        socket.ifPresent(NotifySocket::close);
    }
}
