package org.doorward.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.doorward.protocol.MalformedRequestException.Kind;

/** Notes what happens, one word an event. Thread-safe. */
final class CountedEvents implements ListenerEvents {

    private final List<String> events = new ArrayList<>();

    synchronized List<String> all() {
        return List.copyOf(events);
    }

    synchronized long count(String event) {
        return events.stream().filter(event::equals).count();
    }

    /** Waits until an event has come so often; fails when it does not. */
    synchronized void await(String event, long count) throws InterruptedException {
        for (int round = 0; count(event) < count; round++) {
            assertThat(round)
                    .as("a tenth of a second each, waiting for %d x %s", count, event)
                    .isLessThan(100);
            wait(100);
        }
    }

    private synchronized void add(String event) {
        events.add(event);
        notifyAll();
    }

    @Override
    public void connectionOpened() {
        add("opened");
    }

    @Override
    public void connectionClosed() {
        add("closed");
    }

    @Override
    public void connectionRefused() {
        add("refused");
    }

    @Override
    public void protocolError(Kind kind) {
        add(kind.label());
    }

    @Override
    public void timedOut(Wait wait) {
        add("timed out: " + wait.label());
    }

    @Override
    public void shed() {
        add("shed");
    }

    @Override
    public void deciderFailed() {
        add("decider failed");
    }
}
