package org.doorward.store;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/** Writes down what the store tells. */
final class Recorded implements StoreEvents {

    final List<Integer> batches = new CopyOnWriteArrayList<>();
    final List<String> outages = new CopyOnWriteArrayList<>();
    final AtomicLong recoveries = new AtomicLong();
    final AtomicLong refused = new AtomicLong();
    final AtomicLong aged = new AtomicLong();

    @Override
    public void committed(int changes, Duration took) {
        batches.add(changes);
    }

    @Override
    public void refused() {
        refused.incrementAndGet();
    }

    @Override
    public void unavailable(String problem) {
        outages.add(problem);
    }

    @Override
    public void recovered(Duration after) {
        recoveries.incrementAndGet();
    }

    @Override
    public void aged(long rows) {
        aged.addAndGet(rows);
    }
}
