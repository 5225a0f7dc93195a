package org.doorward.cli;

import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * What the operator orders by signals. A signal only leaves a note here; the main thread reads it and does the work, so no two orders
 * are ever carried out at once.
 */
final class Orders {

    /** The orders. */
    enum Order {
        /** SIGTERM, SIGINT. */
        STOP,
        /** SIGHUP. */
        RELOAD
    }

    /** How long a shutdown that did not come by a signal waits for the server: all the time that a stop may take. */
    static final Duration SHUTDOWN = Duration.ofSeconds(5);

    /** Each order waits at most once. */
    private final BlockingQueue<Order> waiting = new ArrayBlockingQueue<>(Order.values().length);

    private final CountDownLatch ended = new CountDownLatch(1);

    /**
     * The orders that this process is given. With handlers of our own for the signals, the process ends with the status of its command
     * and not with 143; the shutdown hook serves where there are no handlers.
     */
    static Orders ofProcess() {
        Orders orders = new Orders();
        Signals.handle("TERM", () -> orders.give(Order.STOP));
        Signals.handle("INT", () -> orders.give(Order.STOP));
        Signals.handle("HUP", () -> orders.give(Order.RELOAD));
        Runtime.getRuntime().addShutdownHook(new Thread(orders::stopAndWait, "doorward-shutdown"));
        return orders;
    }

    /** Gives an order; does nothing when the same one waits already. */
    synchronized void give(Order order) {
        if (!waiting.contains(order)) {
            waiting.add(order);
        }
    }

    /** Waits for the next order. */
    Order next() throws InterruptedException {
        return waiting.take();
    }

    /** Ends the process the hard way unless {@link #ended} is called in time. */
    void endWithin(Duration limit) {
        Thread guard = new Thread(
                () -> {
                    if (!endsWithin(limit)) {
                        Runtime.getRuntime().halt(1);
                    }
                },
                "doorward-stop-limit");
        guard.setDaemon(true);
        guard.start();
    }

    /** The server has ended. */
    void ended() {
        ended.countDown();
    }

    private void stopAndWait() {
        give(Order.STOP);
        endsWithin(SHUTDOWN);
    }

    private boolean endsWithin(Duration limit) {
        try {
            return ended.await(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
