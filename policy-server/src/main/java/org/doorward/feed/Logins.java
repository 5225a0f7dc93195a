package org.doorward.feed;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;
import org.doorward.decision.Decision;
import org.doorward.decision.DecisionListener;
import org.doorward.score.Offenders;
import org.doorward.store.net.Cidr;
import org.doorward.store.net.IpAddress;

/**
 * From where users have logged in lately: who drops these locks out the operator's own people.
 *
 * <p>Kept in memory alone, so a restart forgets it; a user's next login brings it back, and until then the firewall's worker goes by
 * what it was told last.
 */
public final class Logins implements DecisionListener {

    /** Enough for the users of one host, in 2 MB; beyond it the ones used least go first. */
    static final int MOST = 10_000;

    /** An address changes hands; a user who has not been there for so long may come from elsewhere now. */
    static final Duration KEPT = Duration.ofDays(30);

    private final Cache<Cidr, Boolean> places;

    /**
     * Nobody has logged in yet.
     *
     * @param nanos a steady clock in nanoseconds
     */
    public Logins(LongSupplier nanos) {
        this.places = Caffeine.newBuilder()
                .maximumSize(MOST)
                .expireAfterWrite(KEPT)
                .ticker(nanos::getAsLong)
                .executor(Runnable::run)
                .build();
    }

    @Override
    public void decided(Decision decision) {
        if (decision.inquiry().authenticated()) {
            decision.inquiry().client().address().ifPresent(this::loggedIn);
        }
    }

    /** Somebody has logged in from there, wherever that was seen. */
    public void loggedIn(IpAddress address) {
        places.put(Offenders.of(address).cidr(), true);
    }

    /** Whether somebody has logged in from there lately. */
    public boolean known(IpAddress address) {
        return places.getIfPresent(Offenders.of(address).cidr()) != null;
    }

    /** The networks, each that of one client, in no order. */
    public List<Cidr> networks() {
        places.cleanUp();
        return List.copyOf(places.asMap().keySet());
    }
}
