package org.doorward.store;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.doorward.store.net.Cidr;

/**
 * Which networks' bans changed, in order, as far back as it reaches. Each change has a number, and with the name of this run a
 * revision: one of another run, or from before this reaches back, is not known.
 *
 * <p>One thread writes and never waits; any thread reads. A reader copies what it needs and then looks whether the writer has come
 * round meanwhile.
 */
final class BanLog {

    /** As many as bans may stand: whoever is further behind is better served with all of them. */
    static final int REACH = 100_000;

    private final String instance;
    private final AtomicReferenceArray<Cidr> ring;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private volatile long latest;

    /**
     * Nothing has changed yet.
     *
     * @param instance tells this run from all others
     * @param reach how many changes are remembered
     */
    BanLog(String instance, int reach) {
        this.instance = instance;
        this.ring = new AtomicReferenceArray<>(reach);
    }

    /** A network's ban has changed, and everybody can see it already. Only the writer may say so. */
    void changed(Cidr network) {
        long number = latest + 1;
        ring.set(place(number), network);
        latest = number;
        listeners.forEach(Runnable::run);
    }

    private int place(long number) {
        return (int) (number % ring.length());
    }

    /** Has something hear of each change, on the writer's thread: it must neither wait nor fail. */
    void onChange(Runnable listener) {
        listeners.add(listener);
    }

    /** The number of the latest change. */
    long latest() {
        return latest;
    }

    /** The revision after so many changes. */
    String revision(long number) {
        return instance + "-" + number;
    }

    /**
     * The networks whose bans have changed.
     *
     * @param revision since when
     * @param upTo up to which change, that included: one that has been already
     * @return empty when that is not known
     */
    Optional<Set<Cidr>> since(String revision, long upTo) {
        long from = number(revision);
        if (from < 0 || from > upTo || from <= latest - ring.length()) {
            return Optional.empty();
        }
        Set<Cidr> networks = new LinkedHashSet<>();
        for (long number = from + 1; number <= upTo; number++) {
            networks.add(ring.get(place(number)));
        }
        // The writer may be about to write one more, where the oldest was that is still known.
        return from <= latest - ring.length() ? Optional.empty() : Optional.of(networks);
    }

    private long number(String revision) {
        if (!revision.startsWith(instance + "-")) {
            return -1;
        }
        try {
            return Long.parseLong(revision.substring(instance.length() + 1));
        } catch (NumberFormatException notOurs) {
            return -1;
        }
    }
}
