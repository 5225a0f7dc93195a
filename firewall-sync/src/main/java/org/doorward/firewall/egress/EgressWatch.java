package org.doorward.firewall.egress;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.doorward.firewall.FirewallException;
import org.doorward.firewall.egress.EgressSettings.Where;
import org.doorward.firewall.nft.NftCommand;
import org.doorward.store.net.IpAddress;

/**
 * Reads who was refused. The sets are read only when the counter says that somebody was: that look costs some milliseconds, while to read any
 * set nft 1.0.6 fetches all elements of all tables.
 */
final class EgressWatch {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final NftCommand nft;
    private final List<String> sets = new ArrayList<>();
    private final RogueWindow window;
    private long seen = -1;
    private boolean waiting;

    EgressWatch(NftCommand nft, Where where, Duration window) {
        this.nft = nft;
        this.window = new RogueWindow(window);
        if (where.output()) {
            sets.add(EgressScript.ROGUE_USERS);
        }
        if (where.forward()) {
            sets.add(EgressScript.ROGUE_V4);
            sets.add(EgressScript.ROGUE_V6);
        }
    }

    /** The lock was made anew, and counts from 0. */
    void anew() {
        seen = -1;
    }

    /** Who is to be told of now. */
    List<Rogue> read(Map<String, Long> counters, Instant now) throws FirewallException {
        long count = counters.getOrDefault(EgressScript.ROGUE, 0L);
        if (count == 0 || (count == seen && !waiting)) {
            return List.of();
        }
        Map<String, Long> packets = new HashMap<>();
        for (String set : sets) {
            packets.putAll(nft.list(EgressListing::elements, PATIENCE, "list", "set", "inet", EgressScript.TABLE, set));
        }
        // Only once that has gone well: else who was refused meanwhile would not be told of.
        seen = count;
        List<Rogue> rogues = new ArrayList<>();
        window.tell(packets, now)
                .forEach((who, attempts) -> rogue(who, attempts).ifPresent(rogues::add));
        waiting = window.waits(packets);
        return rogues;
    }

    private static Optional<Rogue> rogue(String who, long attempts) {
        Optional<IpAddress> address = IpAddress.parse(who);
        if (address.isPresent()) {
            return Optional.of(new Rogue(address, Optional.empty(), attempts));
        }
        return who.matches("\\d{1,10}")
                ? Optional.of(new Rogue(Optional.empty(), Optional.of(Long.parseLong(who)), attempts))
                : Optional.empty();
    }
}
