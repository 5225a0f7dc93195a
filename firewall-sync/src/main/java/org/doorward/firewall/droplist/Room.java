package org.doorward.firewall.droplist;

import java.util.HashMap;
import java.util.Map;

/**
 * The memory that drop lists may take, all of them together: a quarter of the heap, for the bans have the rest. More would end the whole process.
 * Safe for use by several threads.
 */
final class Room {

    /** What one network needs of the heap at most until it is in the firewall: measured, 400,000 just fit into 72 MiB where there is no ban. */
    private static final long BYTES_A_NETWORK = 240;

    private static final int SHARE_OF_THE_HEAP = 4;

    private final long networks;
    private final Map<String, Integer> taken = new HashMap<>();

    /** The room in a heap of so many bytes. */
    Room(long heap) {
        this.networks = heap / SHARE_OF_THE_HEAP / BYTES_A_NETWORK;
    }

    /** The room in this process. */
    static Room ofThisProcess() {
        return new Room(Runtime.getRuntime().maxMemory());
    }

    /** How many networks a list may have beside the others, up to what the kernel can take. */
    synchronized int leftFor(String list) {
        long others = taken.entrySet().stream()
                .filter(other -> !other.getKey().equals(list))
                .mapToLong(Map.Entry::getValue)
                .sum();
        return (int) Math.max(0, Math.min(DropListText.MOST_NETWORKS, networks - others));
    }

    /** A list has so many networks from now on. */
    synchronized void take(String list, int count) {
        taken.put(list, count);
    }
}
