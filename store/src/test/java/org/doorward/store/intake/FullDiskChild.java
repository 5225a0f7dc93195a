package org.doorward.store.intake;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Run in a process of its own whose files may only grow to a limit: appends until it may not, says so, waits for a line, by
 * which time there is room, and goes on. Exits with 0 when all was as it should be.
 */
final class FullDiskChild {

    private static final int BATCH = 200;

    private FullDiskChild() {}

    /** Takes the journal's directory. */
    public static void main(String[] args) throws Exception {
        Path directory = Path.of(args[0]);
        Path file = RandomRows.segmentFile(directory, 1);
        RandomRows rows = new RandomRows(20261121);
        List<JournalEntry> kept = new ArrayList<>();
        List<JournalEntry> refused = new ArrayList<>();
        try (Journal journal = RandomRows.open(directory)) {
            while (refused.isEmpty()) {
                List<JournalEntry> batch =
                        Stream.generate(rows::any).limit(BATCH).toList();
                (append(journal, batch) ? kept : refused).addAll(batch);
            }
            require(Files.size(file) == journal.bytes(), "the file ends where it ended before");
            require(journal.entries() == kept.size(), "nothing of what failed is counted");
            require(refused.stream().noneMatch(row -> RandomRows.holds(journal.current(), row)), "nor known");
            System.out.println("full");
            require(System.in.read() >= 0, "the parent made room");
            List<JournalEntry> small = List.of(rows.any());
            require(append(journal, small), "it goes on by itself");
            kept.addAll(small);
        }
        try (Journal journal = RandomRows.open(directory)) {
            require(journal.entries() == kept.size(), "all that was kept comes back, and no more");
            require(kept.stream().allMatch(row -> RandomRows.holds(journal.current(), row)), "each of it");
        }
        System.out.println("well");
    }

    private static boolean append(Journal journal, List<JournalEntry> batch) {
        try {
            journal.append(batch);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static void require(boolean condition, String what) {
        if (!condition) {
            throw new IllegalStateException("not so: " + what);
        }
    }
}
