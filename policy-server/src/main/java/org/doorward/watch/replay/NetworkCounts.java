package org.doorward.watch.replay;

import org.doorward.store.model.ClientNetwork;
import org.doorward.store.net.IpAddress;

/** A number for each client's network, for a million of them in 32 MB: a table of bare numbers with open addresses. For one thread. */
final class NetworkCounts {

    private static final int FIRST = 1024;

    /** Beside the IPv6 networks, whose upper 64 bits are the key: none of these begins like this. */
    private static final long V4 = 1L << 32;

    private static final long V6_ZERO = 1L << 33;

    private final int most;
    private long[] keys = new long[FIRST];
    private int[] counts = new int[FIRST];
    private int size;
    private boolean overflowed;

    /**
     * An empty one.
     *
     * @param most for how many networks
     */
    NetworkCounts(int most) {
        this.most = most;
    }

    /** Counts one more for a network; it is passed over when it is one network too many. */
    void add(ClientNetwork network) {
        long key = key(network);
        int place = place(key);
        if (keys[place] == 0) {
            if (size >= most) {
                overflowed = true;
                return;
            }
            size++;
            keys[place] = key;
        }
        if (counts[place] < Integer.MAX_VALUE) {
            counts[place]++;
        }
        if (size > keys.length / 2) {
            grow();
        }
    }

    /** The number of a network. */
    int of(ClientNetwork network) {
        return counts[place(key(network))];
    }

    /** How many networks have one. */
    int size() {
        return size;
    }

    /** Whether there were more networks than it holds. */
    boolean overflowed() {
        return overflowed;
    }

    private static long key(ClientNetwork network) {
        IpAddress address = network.cidr().address();
        if (!address.isV6()) {
            return V4 | address.low();
        }
        return address.high() == 0 ? V6_ZERO : address.high();
    }

    private int place(long key) {
        int mask = keys.length - 1;
        long mixed = key * 0x9E3779B97F4A7C15L;
        int place = (int) (mixed >>> 32) & mask;
        while (keys[place] != 0 && keys[place] != key) {
            place = (place + 1) & mask;
        }
        return place;
    }

    private void grow() {
        long[] oldKeys = keys;
        int[] oldCounts = counts;
        keys = new long[oldKeys.length * 2];
        counts = new int[keys.length];
        for (int i = 0; i < oldKeys.length; i++) {
            if (oldKeys[i] != 0) {
                int place = place(oldKeys[i]);
                keys[place] = oldKeys[i];
                counts[place] = oldCounts[i];
            }
        }
    }
}
