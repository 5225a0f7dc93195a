package org.doorward.store.intake;

import java.time.Instant;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Where the newest state of each offender of a segment stands in the segment's file. The states themselves stay there: a flood
 * of offenders would fill the memory otherwise, and few of them are asked for again.
 *
 * <p>Written by one thread. Any thread may ask {@link #mayContain} at any time; all else is for the writing thread until no
 * more is put in.
 */
final class OffenderIndex {

    /** More than a segment holds with the default limits; 64 KB. With more keys it is less sharp, never wrong. */
    private static final int FILTER_KEYS = 32_768;

    private final PendingIndex positions = new PendingIndex(0);
    /** Made for the first offender, for most segments of a quiet host have none. */
    private volatile @Nullable KeyFilter filter;

    /** How many offenders are in it. */
    int size() {
        return positions.size();
    }

    /** Puts an offender's newest state in. */
    void put(RowKey key, int at) {
        KeyFilter made = filter;
        if (made == null) {
            made = KeyFilter.forKeys(FILTER_KEYS);
            filter = made;
        }
        made.add(key);
        // The index's time says that the slot is taken; nobody asks for it here.
        positions.put(key, Instant.EPOCH, at);
    }

    /** Whether the offender may be in it; {@code false} is certain. */
    boolean mayContain(RowKey key) {
        KeyFilter made = filter;
        return made != null && made.mayContain(key);
    }

    /** Where an offender's newest state stands. */
    OptionalInt position(RowKey key) {
        return mayContain(key) ? positions.position(key) : OptionalInt.empty();
    }

    /** Where all of them stand, in the order of their keys. */
    int[] positions() {
        return positions.positionsInKeyOrder();
    }

    /** All keys. */
    List<RowKey> keys() {
        return positions.keys();
    }
}
