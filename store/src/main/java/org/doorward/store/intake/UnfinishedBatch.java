package org.doorward.store.intake;

import java.util.ArrayList;
import java.util.List;

/**
 * The entries of a batch whose last one has not been read yet. They are held, for without the last one none of them counts;
 * as many as the writer puts in one batch, some thousand.
 */
final class UnfinishedBatch {

    private final List<JournalEntry> entries = new ArrayList<>();
    private final List<Long> positions = new ArrayList<>();

    /** Takes an entry once its batch is whole. */
    @FunctionalInterface
    interface Taker {

        /** Takes an entry that begins at this byte of the file. */
        void take(JournalEntry entry, long at);
    }

    /** Holds one more. */
    void add(JournalEntry entry, long at) {
        entries.add(entry);
        positions.add(at);
    }

    /** The last one has been added: hands all over in their order, and is empty again. */
    void handOver(Taker taker) {
        for (int i = 0; i < entries.size(); i++) {
            taker.take(entries.get(i), positions.get(i));
        }
        entries.clear();
        positions.clear();
    }
}
