package org.doorward.watch;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.doorward.config.Vector;
import org.doorward.store.blame.VectorStanding;
import org.doorward.store.net.IpAddress;

/**
 * Makes sightings of readings, and leaves out what must not count: what is told twice, and what is done from where somebody has logged in. For one thread.
 */
public final class Sieve {

    /** A session lasts minutes; a host has no more of them that are known to lists within that time. */
    private static final int MOST_SESSIONS = 10_000;

    private final Acquaintances acquaintances;
    private final Map<String, Boolean> counted = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > MOST_SESSIONS;
        }
    };

    /** Whom the server knows otherwise. */
    public interface Acquaintances {

        /** Somebody has logged in from there. */
        void loggedIn(IpAddress address);

        /** Whether what a log says of somebody is to be left out. */
        boolean spared(IpAddress address, Vector vector);
    }

    /**
     * A sieve that has let nothing through yet.
     *
     * @param acquaintances whom the server knows otherwise
     */
    public Sieve(Acquaintances acquaintances) {
        this.acquaintances = acquaintances;
    }

    /**
     * The sightings of a reading: none, one, or several of one kind; never more than a tripwire can ask for.
     *
     * @param most how many at most, at least 1
     */
    public List<Sighting> sightings(Reading reading, Instant at, int most) {
        if (reading instanceof Reading.LoggedIn login) {
            acquaintances.loggedIn(login.address());
        }
        if (!(reading instanceof Reading.Seen seen) || acquaintances.spared(seen.address(), seen.vector())) {
            return List.of();
        }
        if (!seen.once().isEmpty()
                && counted.putIfAbsent(seen.vector().label() + ' ' + seen.once(), Boolean.TRUE) != null) {
            return List.of();
        }
        Sighting sighting = new Sighting(seen.address(), seen.vector(), at, seen.evidence());
        return Collections.nCopies(Math.min(Math.min(seen.times(), most), VectorStanding.RECENT_LIMIT), sighting);
    }
}
