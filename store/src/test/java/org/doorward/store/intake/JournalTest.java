package org.doorward.store.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {

    private static final Instant NOW = RandomRows.START;
    private static final JournalLimits SMALL = new JournalLimits(3, Duration.ofHours(1), 2);

    @TempDir
    Path directory;

    private final RandomRows rows = new RandomRows(20261121);

    private Journal open(long checkpoint) throws Exception {
        return RandomRows.open(directory, SMALL, checkpoint);
    }

    private List<JournalEntry> fill(Journal journal, Instant now) throws Exception {
        List<JournalEntry> full = List.of(rows.pending(), rows.pending(), rows.pending());
        journal.append(full);
        journal.rotateIfFull(now);
        return full;
    }

    private List<String> fileNames() throws Exception {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void aFullSegmentIsSealedAndANewOneBegun() throws Exception {
        try (Journal journal = open(0)) {
            assertThat(journal.rotateIfFull(NOW)).isFalse();
            journal.append(List.of(rows.pending(), rows.pending()));
            assertThat(journal.rotateIfFull(NOW)).isFalse();
            journal.append(List.of(rows.pending()));
            assertThat(journal.rotateIfFull(NOW)).isTrue();
            assertThat(journal.sealed()).extracting(Segment::number).containsExactly(1L);
            assertThat(journal.current().number()).isEqualTo(2);
            assertThat(journal.entries()).isEqualTo(3);
        }
    }

    @Test
    void aSegmentIsFullWhenItsTimeIsOverUnlessItIsEmpty() throws Exception {
        Instant later = NOW.plus(SMALL.span());
        try (Journal journal = open(0)) {
            assertThat(journal.rotateIfFull(later)).isFalse();
            journal.append(List.of(rows.pending()));
            assertThat(journal.rotateIfFull(later.minusMillis(1))).isFalse();
            assertThat(journal.rotateIfFull(later)).isTrue();
        }
    }

    @Test
    void aSegmentOfRowsThatAreSeenAgainAndAgainIsFullSomeDayToo() throws Exception {
        try (Journal journal = open(0)) {
            JournalEntry.Passed row = rows.passed();
            for (int i = 0; i < 6; i++) {
                assertThat(journal.rotateIfFull(NOW)).isFalse();
                journal.append(List.of(row));
            }
            assertThat(journal.rotateIfFull(NOW)).isTrue();
        }
    }

    /** They are kept whole in memory, where pending ones take 28 bytes. */
    @Test
    void passedRowsFillASegmentSoonerThanPendingOnes() throws Exception {
        JournalLimits large = new JournalLimits(10_000, SMALL.span(), SMALL.waiting());
        try (Journal journal = RandomRows.open(directory, large, 0)) {
            for (int i = 0; i < 2000; i++) {
                assertThat(journal.rotateIfFull(NOW)).isFalse();
                journal.append(List.of(rows.passed()));
            }
            assertThat(journal.rotateIfFull(NOW)).isTrue();
        }
    }

    @Test
    void whetherSomethingCanBeWrittenIsFoundOutWithoutATrace() throws Exception {
        try (Journal journal = open(0)) {
            List<String> before = fileNames();
            assertThat(journal.canWrite()).isTrue();
            assertThat(fileNames()).isEqualTo(before);
        }
    }

    @Test
    void whenAsManyWaitAsMayTheCurrentSegmentFillsUpAndThenItIsBlocked() throws Exception {
        try (Journal journal = open(0)) {
            fill(journal, NOW);
            fill(journal, NOW);
            assertThat(journal.sealed()).hasSize(2);
            assertThat(journal.blocked()).isFalse();
            journal.append(List.of(rows.pending(), rows.pending(), rows.pending()));
            assertThat(journal.blocked()).isTrue();
            assertThat(journal.rotateIfFull(NOW)).isFalse();
            journal.drop(journal.sealed().get(0));
            assertThat(journal.blocked()).isFalse();
            assertThat(journal.rotateIfFull(NOW)).isTrue();
        }
    }

    @Test
    void anOldSegmentThatHasRoomGoesOnWhileAsManyWaitAsMay() throws Exception {
        Instant later = NOW.plus(SMALL.span());
        try (Journal journal = open(0)) {
            fill(journal, NOW);
            fill(journal, NOW);
            journal.append(List.of(rows.pending()));
            assertThat(journal.rotateIfFull(later)).isFalse();
            assertThat(journal.blocked()).isFalse();
        }
    }

    @Test
    void aDroppedSegmentIsGoneAndTheCheckpointMovesOn() throws Exception {
        try (Journal journal = open(0)) {
            fill(journal, NOW);
            Segment first = journal.sealed().get(0);
            List<Segment> asSeenBefore = journal.sealed();
            journal.drop(first);
            assertThat(journal.checkpoint()).isOne();
            assertThat(journal.sealed()).isEmpty();
            assertThat(asSeenBefore).containsExactly(first);
            assertThat(fileNames()).containsExactly("0000000000000002.journal");
        }
    }

    @Test
    void aDroppedSegmentMayStillBeForcedBySomebodyWhoSawItBefore() throws Exception {
        try (Journal journal = open(0)) {
            fill(journal, NOW);
            Segment first = journal.sealed().get(0);
            journal.drop(first);
            first.force();
            assertThat(first.entries()).isEqualTo(3);
        }
    }

    @Test
    void severalSegmentsComeBackInTheirOrder() throws Exception {
        List<JournalEntry> first;
        List<JournalEntry> second;
        JournalEntry last = rows.pending();
        try (Journal journal = open(0)) {
            first = fill(journal, NOW);
            second = fill(journal, NOW);
            journal.append(List.of(last));
        }
        try (Journal journal = open(0)) {
            assertThat(journal.sealed()).extracting(Segment::number).containsExactly(1L, 2L);
            assertThat(first).allMatch(row -> RandomRows.holds(journal.sealed().get(0), row));
            assertThat(second).allMatch(row -> RandomRows.holds(journal.sealed().get(1), row));
            assertThat(RandomRows.holds(journal.current(), last)).isTrue();
            assertThat(journal.current().created()).isEqualTo(NOW);
        }
    }

    @Test
    void whatTheDatabaseHasTakenOverIsNotReplayed() throws Exception {
        try (Journal journal = open(0)) {
            fill(journal, NOW);
            fill(journal, NOW);
        }
        try (Journal journal = open(1)) {
            assertThat(journal.sealed()).extracting(Segment::number).containsExactly(2L);
        }
        assertThat(fileNames()).containsExactly("0000000000000002.journal", "0000000000000003.journal");
        try (Journal journal = open(3)) {
            assertThat(journal.current().number()).isEqualTo(4);
        }
        assertThat(fileNames()).containsExactly("0000000000000004.journal");
    }

    @Test
    void aSegmentThatIsMissingIsNoticedAndNothingIsDeleted() throws Exception {
        try (Journal journal = open(0)) {
            fill(journal, NOW);
            fill(journal, NOW);
        }
        Files.copy(RandomRows.segmentFile(directory, 1), directory.resolve("copy"));
        Files.delete(RandomRows.segmentFile(directory, 2));
        List<String> before = fileNames();
        assertThatThrownBy(() -> open(0))
                .isInstanceOf(JournalMismatchException.class)
                .hasMessageContaining("segment 2");
        assertThat(fileNames()).isEqualTo(before);

        Files.move(RandomRows.segmentFile(directory, 1), directory.resolve("away"));
        assertThatThrownBy(() -> open(0))
                .isInstanceOf(JournalMismatchException.class)
                .hasMessageContaining("segment 1");
        assertThatThrownBy(() -> open(1)).isInstanceOf(JournalMismatchException.class);
        open(2).close();
    }

    @Test
    void theNewestSegmentWithoutAHeaderWasKilledAtItsBirthAndTheOneBeforeGoesOn() throws Exception {
        try (Journal journal = open(0)) {
            fill(journal, NOW);
        }
        Files.write(RandomRows.segmentFile(directory, 2), new byte[0]);
        try (Journal journal = open(0)) {
            assertThat(journal.sealed()).isEmpty();
            assertThat(journal.current().number()).isOne();
            assertThat(journal.rotateIfFull(NOW)).isTrue();
            assertThat(journal.current().number()).isEqualTo(2);
        }
    }

    @Test
    void anOlderSegmentWithoutAHeaderIsDamage() throws Exception {
        try (Journal journal = open(0)) {
            fill(journal, NOW);
        }
        Files.write(RandomRows.segmentFile(directory, 1), new byte[5]);
        assertThatThrownBy(() -> open(0)).isInstanceOf(JournalMismatchException.class);
        assertThat(RandomRows.segmentFile(directory, 1)).hasSize(5);
    }

    @Test
    void pendingRowsAreHandedOverInKeyOrderOnceEach() throws Exception {
        try (Journal journal = RandomRows.open(directory)) {
            List<JournalEntry.Pending> all =
                    Stream.generate(rows::pending).limit(500).toList();
            journal.append(new ArrayList<>(all));
            JournalEntry.Pending again =
                    new JournalEntry.Pending(all.get(0).key(), all.get(0).triplet(), NOW.plusSeconds(99));
            journal.append(List.of(again, rows.passed(), rows.network()));

            List<JournalEntry.Pending> handed = new ArrayList<>();
            journal.current().forEachPendingInKeyOrder(handed::add);
            assertThat(handed).hasSize(500).contains(again).doesNotContain(all.get(0));
            assertThat(handed).isSortedAccordingTo(Comparator.comparing(JournalEntry.Pending::key));
        }
    }

    @Test
    void aBatchLargerThanTheBufferIsWrittenWhole() throws Exception {
        List<JournalEntry> large = Stream.generate(rows::any).limit(10_000).toList();
        try (Journal journal = RandomRows.open(directory)) {
            journal.append(large);
        }
        try (Journal journal = RandomRows.open(directory)) {
            assertThat(journal.entries()).isEqualTo(10_000);
            assertThat(large).allMatch(row -> RandomRows.holds(journal.current(), row));
        }
    }

    @Test
    void itSeesWhenItsFileWasMovedAwayReplacedByACopyOrPutBack() throws Exception {
        try (Journal journal = open(0)) {
            Path file = RandomRows.segmentFile(directory, 1);
            Path away = directory.resolve("away");
            assertThat(journal.inPlace()).isTrue();
            Files.move(file, away);
            assertThat(journal.inPlace()).isFalse();
            Files.copy(away, file);
            assertThat(journal.inPlace())
                    .as("a copy is not the file that is written")
                    .isFalse();
            Files.delete(file);
            Files.move(away, file);
            assertThat(journal.inPlace()).isTrue();
        }
    }

    @Test
    void theNextSegmentCannotBeBegunThenTheCurrentOneGoesOn() throws Exception {
        try (Journal journal = open(0)) {
            journal.append(List.of(rows.pending(), rows.pending(), rows.pending()));
            Path inTheWay = RandomRows.segmentFile(directory, 2).resolve("x");
            Files.createDirectories(inTheWay);
            assertThatThrownBy(() -> journal.rotateIfFull(NOW)).isInstanceOf(java.io.IOException.class);
            assertThat(journal.sealed()).isEmpty();
            journal.append(List.of(rows.pending()));
            Files.delete(inTheWay);
            assertThat(journal.rotateIfFull(NOW)).isTrue();
            assertThat(journal.sealed().get(0).entries()).isEqualTo(4);
        }
    }
}
