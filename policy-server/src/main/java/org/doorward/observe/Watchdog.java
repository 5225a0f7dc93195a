package org.doorward.observe;

import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Tells systemd that the process is alive, but only while every event loop still does its work.
 *
 * <p>At each beat every loop gets one small task, and systemd hears from us only when all those of the beat before were done.
 * A loop that hangs so gets the process restarted; there is never more than one task waiting in it.
 */
public final class Watchdog implements AutoCloseable {

    private final SystemdNotifier notifier;
    private final List<Executor> loops;
    private final AtomicInteger unanswered = new AtomicInteger();
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(new DefaultThreadFactory("doorward-watchdog", true));

    /**
     * A watchdog that is not started yet.
     *
     * @param notifier whom to tell
     * @param loops the event loops
     */
    public Watchdog(SystemdNotifier notifier, Collection<? extends Executor> loops) {
        this.notifier = notifier;
        this.loops = List.copyOf(loops);
    }

    /** Begins, when systemd watches at all. Beats twice in the time after which systemd would act, as sd_notify(3) advises. */
    public void start() {
        notifier.watchdog().ifPresent(time -> {
            long interval = Math.max(1, time.toMillis() / 2);
            var unused = timer.scheduleAtFixedRate(this::beat, 0, interval, TimeUnit.MILLISECONDS);
        });
    }

    /** One beat. */
    void beat() {
        if (unanswered.compareAndSet(0, loops.size())) {
            notifier.alive();
            loops.forEach(loop -> loop.execute(unanswered::decrementAndGet));
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
