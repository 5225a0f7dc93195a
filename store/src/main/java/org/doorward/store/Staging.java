package org.doorward.store;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.doorward.store.intake.JournalEntry;
import org.doorward.store.intake.RowKey;

/**
 * The rows that a batch has changed so far. They become true together when the batch is written, or not at all; until then
 * only later changes of the same batch see them, and share their fate.
 */
final class Staging {

    private final List<JournalEntry> entries = new ArrayList<>();
    private final Map<RowKey, JournalEntry> byKey = new HashMap<>();
    private boolean touched;
    /** Whose rows are seen beneath these; they are never changed from here. */
    private final Optional<Staging> beneath;

    Staging() {
        this(Optional.empty());
    }

    private Staging(Optional<Staging> beneath) {
        this.beneath = beneath;
    }

    /** A sheet to try something on: it shows the rows of this one, and what is put there is not put here. */
    Staging aside() {
        return new Staging(Optional.of(this));
    }

    /** Changes a row. */
    void put(JournalEntry entry) {
        entries.add(entry);
        byKey.put(entry.key(), entry);
        touched = true;
    }

    /** A row as an earlier change of this batch left it. */
    <T extends JournalEntry> Optional<T> get(RowKey key, Class<T> kind) {
        JournalEntry entry = byKey.get(key);
        if (!kind.isInstance(entry)) {
            return beneath.flatMap(staging -> staging.get(key, kind));
        }
        touched = true;
        return Optional.of(kind.cast(entry));
    }

    /** Whether the change that was looked at since the last call depends on this batch being written. */
    boolean touchedSinceLastAsked() {
        boolean answer = touched;
        touched = false;
        return answer;
    }

    /** All changes, in their order. */
    List<JournalEntry> entries() {
        return entries;
    }
}
