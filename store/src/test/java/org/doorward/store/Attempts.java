package org.doorward.store;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.doorward.store.model.Attempt;
import org.doorward.store.model.ClientNetwork;
import org.doorward.store.model.GreylistTerms;
import org.doorward.store.model.Triplet;
import org.doorward.store.net.Cidr;

/** Attempts under the default terms. */
public final class Attempts {

    /** Delay 3 min, window 24 h, known for 36 d, a network is allowed after five. */
    public static final GreylistTerms TERMS =
            new GreylistTerms(Duration.ofMinutes(3), Duration.ofHours(24), Duration.ofDays(36), 5, Duration.ofHours(1));

    private Attempts() {}

    /** The triplet of a sender. */
    public static Triplet triplet(String sender) {
        return new Triplet("198.51.100.0/24", sender, "user@example.org");
    }

    /** A network, by its CIDR form. */
    public static ClientNetwork network(String cidr) {
        return new ClientNetwork(Cidr.parse(cidr).orElseThrow());
    }

    /** An attempt without an alternate key, from an unknown network. */
    public static Attempt of(Triplet triplet, InstantSource clock) {
        return new Attempt(triplet, Optional.empty(), Optional.empty(), clock.instant(), TERMS);
    }

    /** An attempt of a sender. */
    public static Attempt of(String sender, InstantSource clock) {
        return of(triplet(sender), clock);
    }

    /** An attempt that may continue another triplet. */
    public static Attempt withAlternate(Triplet triplet, Triplet alternate, InstantSource clock) {
        return new Attempt(triplet, Optional.of(alternate), Optional.empty(), clock.instant(), TERMS);
    }

    /** An attempt from a network. */
    public static Attempt from(ClientNetwork network, String sender, InstantSource clock) {
        Triplet triplet = new Triplet(network.toString(), sender, "user@example.org");
        return new Attempt(triplet, Optional.empty(), Optional.of(network), clock.instant(), TERMS);
    }
}
