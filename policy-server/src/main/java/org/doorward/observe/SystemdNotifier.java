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
 * <p>Each call waits for the message to leave, for some seconds at most, so none may come from an event loop.
 */
public final class SystemdNotifier implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SystemdNotifier.class);

    private final Optional<NotifyWay> way;
    private final Optional<Duration> watchdog;
    private final LongSupplier monotonicNanos;

    private SystemdNotifier(Optional<NotifyWay> way, Optional<Duration> watchdog, LongSupplier monotonicNanos) {
        this.way = way;
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
        Optional<NotifyWay> way = Optional.ofNullable(environment.get("NOTIFY_SOCKET"))
                .filter(path -> !path.isEmpty())
                .map(SystemdNotifier::open);
        return new SystemdNotifier(way, watchdogTime(environment, processId), monotonicNanos);
    }

    private static NotifyWay open(String path) {
        try {
            return NotifySocket.open(path);
        } catch (NotifySocket.Unusable e) {
            LOG.info("systemd is told by systemd-notify how the service is, for {}", e.getMessage());
            return new NotifyProgram("systemd-notify");
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
        return way.isPresent() ? watchdog : Optional.empty();
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
        way.ifPresent(to -> to.send(message));
    }

    @Override
    public void close() {
        way.ifPresent(NotifyWay::close);
    }
}
