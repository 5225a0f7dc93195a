package org.doorward.firewall;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.doorward.store.net.Cidr;

/**
 * What drops packets: the kernel's nftables, or something else that can hold bans. Used by one thread at a time; every method may block,
 * but none for longer than its own time-out.
 */
public interface Firewall extends AutoCloseable {

    /** What it is called in the configuration: {@code nftables}, {@code ipset}, {@code routes}, {@code command}. */
    String name();

    /**
     * Makes all that is ours so, whatever was there before, in one step: no packet passes meanwhile that would not pass before and after.
     *
     * @param now the moment; each ban is held for the time that is left of it
     */
    void rebuild(Wanted wanted, Instant now) throws FirewallException;

    /**
     * Applies some changes, all or none of them. A change that is there already does no harm.
     *
     * @param changes at most {@link #MOST_CHANGES}
     */
    void apply(BanChanges changes, Instant now) throws FirewallException;

    /** More changes than this are asked for in several steps. */
    int MOST_CHANGES = 5000;

    /** Replaces the networks that pass, and those of the drop lists. */
    void replace(List<Cidr> allow, List<Cidr> drop) throws FirewallException;

    /** A look that costs milliseconds, however many bans there are. */
    Look look() throws FirewallException;

    /** All bans that are there, with their ends; costs about a second for 100,000. */
    BanSet read(Instant now) throws FirewallException;

    /** Who has knocked since the last time, by ban network. Empty where that cannot be known. */
    List<Knock> knocks() throws FirewallException;

    /** Has everything pass, and keeps what is held; or ends that. */
    void sleep(boolean asleep) throws FirewallException;

    /** All that is ours as text, for {@link #restore}; empty when there is nothing. */
    String save() throws FirewallException;

    /** Makes all that is ours as it was saved. */
    void restore(String saved) throws FirewallException;

    /** Takes away all that is ours. */
    void remove() throws FirewallException;

    /** What {@link #rebuild} would do, as text for people. */
    String plan(Wanted wanted, Instant now);

    /**
     * Tells when what is ours was taken away, as soon as that can be known, until this is closed. May be told too often, and need not be
     * told at all: it is only faster than {@link #look}.
     */
    void watch(Runnable gone);

    @Override
    void close();

    /**
     * What a look has shown.
     *
     * @param state in which state it is
     * @param detail in what way it differs, for people; or empty
     * @param counters packets by the names of counters: {@code banned4}, {@code banned6}, {@code dropped4}, {@code dropped6}
     */
    record Look(State state, String detail, Map<String, Long> counters) {

        /** Takes the counters as they are now. */
        public Look {
            counters = Map.copyOf(counters);
        }
    }

    /** In which state a firewall is. */
    enum State {
        /** As it was made. */
        IN_PLACE,
        /** Not there. */
        GONE,
        /** There, but put to sleep by somebody. */
        ASLEEP,
        /** There, but not as it was made. */
        ALTERED
    }

    /**
     * Somebody who was dropped.
     *
     * @param network the network that is banned
     * @param packets how many packets since the last time
     */
    record Knock(Cidr network, long packets) {}
}
