package org.doorward.firewall.sync;

import java.time.Instant;
import java.util.Map;

/**
 * How the worker stands at a moment, for {@code doorward firewall status} and the metrics.
 *
 * @param at the moment
 * @param standing how the loop stands, in lower case
 * @param why why it does not do what it should; or empty
 * @param backend what drops the packets
 * @param wanted how many bans should be there
 * @param there how many are believed to be
 * @param outstanding how many changes have not been applied yet
 * @param refused bans that never-ban or their prefix keeps out
 * @param noRoom bans for which there is no room
 * @param allowed networks in the firewall's own allow sets
 * @param dropped networks of drop lists
 * @param elements how many of the above are believed to be there, by the names of the sets of nftables: bans in {@code b4_32}, {@code b4_24} and
 *     {@code b6_64}, networks in {@code allow4}, {@code allow6}, {@code drop4} and {@code drop6}
 * @param packets packets by counter, as the firewall last told
 * @param done what was done since the start, by name
 * @param lastChange when the firewall was last changed; the epoch for never
 * @param lastError the last failure, empty when what followed went well
 * @param feed how the feed stands
 */
public record SyncStatus(
        Instant at,
        String standing,
        String why,
        String backend,
        int wanted,
        int there,
        int outstanding,
        int refused,
        int noRoom,
        int allowed,
        int dropped,
        Map<String, Long> elements,
        Map<String, Long> packets,
        Map<String, Long> done,
        Instant lastChange,
        String lastError,
        FeedStatus feed) {

    /** Takes the maps as they are now. */
    public SyncStatus {
        elements = Map.copyOf(elements);
        packets = Map.copyOf(packets);
        done = Map.copyOf(done);
    }

    /** Whether the firewall holds what it should. */
    public boolean inStep() {
        return standing.equals("in_step") && outstanding == 0;
    }

    /**
     * How the feed stands.
     *
     * @param revision the revision that is known; empty for none
     * @param heard when the server last answered; the epoch for never
     * @param error why it does not answer now; empty when it does
     * @param waiting how many bans are held back, because they were too many at once
     */
    public record FeedStatus(String revision, Instant heard, String error, int waiting) {}
}
