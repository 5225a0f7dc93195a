package org.doorward.store.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was appended together is there together or not at all, wherever a kill, a power failure or a bad disk cuts it. */
class JournalBatchTest {

    private static final int[] SIZES = {1, 3, 2, 5, 1};

    @TempDir
    Path directory;

    private final RandomRows rows = new RandomRows(20261126);
    private final List<List<JournalEntry>> batches = new ArrayList<>();
    /** Where each batch ends. */
    private final List<Integer> ends = new ArrayList<>();

    private byte[] bytes = new byte[0];

    @BeforeEach
    void writeBatches() throws Exception {
        try (Journal journal = RandomRows.open(directory)) {
            for (int size : SIZES) {
                append(journal, size);
            }
        }
        bytes = Files.readAllBytes(file());
    }

    private void append(Journal journal, int size) throws Exception {
        List<JournalEntry> batch = Stream.generate(rows::any).limit(size).toList();
        journal.append(batch);
        batches.add(batch);
        ends.add((int) journal.bytes());
    }

    private Path file() {
        return RandomRows.segmentFile(directory, 1);
    }

    private int wholeBatches(int length) {
        return (int) ends.stream().filter(end -> end <= length).count();
    }

    /** Opens the journal on this content: there are the first so many batches, and nothing of any other. */
    private void assertFinds(byte[] content, int expected, String where) throws Exception {
        Files.write(file(), content);
        try (Journal journal = RandomRows.open(directory)) {
            Segment segment = journal.current();
            for (int i = 0; i < batches.size(); i++) {
                boolean whole = i < expected;
                assertThat(batches.get(i))
                        .as("%s: batch %d", where, i)
                        .allMatch(entry -> RandomRows.holds(segment, entry) == whole);
            }
            int end = expected == 0 ? JournalFormat.HEADER_BYTES : ends.get(expected - 1);
            assertThat(segment.length()).as(where).isEqualTo(end);
            assertThat(segment.entries()).as(where).isEqualTo(entries(expected).size());
            assertThat(file()).as(where).hasSize(end);
            assertThat(readThrough(segment)).as(where).isEqualTo(entries(expected));
        }
    }

    private List<JournalEntry> entries(int firstBatches) {
        return batches.stream().limit(firstBatches).flatMap(List::stream).toList();
    }

    private static List<JournalEntry> readThrough(Segment segment) throws Exception {
        List<JournalEntry> all = new ArrayList<>();
        segment.forEachEntry(all::add);
        return all;
    }

    @Test
    void aFileCutAtAnyByteGivesAllWholeBatchesBeforeTheCutAndNothingOfTheOneThatIsCut() throws Exception {
        for (int length = JournalFormat.HEADER_BYTES; length <= bytes.length; length++) {
            assertFinds(Arrays.copyOf(bytes, length), wholeBatches(length), "cut at " + length);
        }
    }

    @Test
    void aFlippedBitEndsTheFileAtTheBatchBeforeAndNeitherJoinsBatchesNorPartsThem() throws Exception {
        long seed = 20261126;
        Random random = new Random(seed);
        for (int at = JournalFormat.HEADER_BYTES; at < bytes.length; at++) {
            byte[] damaged = bytes.clone();
            damaged[at] ^= (byte) (1 << random.nextInt(8));
            assertFinds(damaged, wholeBatches(at), "seed " + seed + ", flipped at " + at);
        }
    }

    @Test
    void theFirstBitOfEachEntryIsGuardedToo() throws Exception {
        int at = JournalFormat.HEADER_BYTES;
        for (JournalEntry entry : entries(batches.size())) {
            byte[] damaged = bytes.clone();
            damaged[at] ^= (byte) 0x80;
            assertFinds(damaged, wholeBatches(at), "the entry at " + at + ", " + entry);
            at += JournalFormat.FRAME_BYTES + bodyLength(at);
        }
        assertThat(at).isEqualTo(bytes.length);
    }

    private int bodyLength(int at) {
        return Short.toUnsignedInt(ByteBuffer.wrap(bytes).getShort(at + 2));
    }

    @Test
    void afterAnUnfinishedBatchTheFileGoesOnAndTheRestIsKeptAside() throws Exception {
        int cut = ends.get(3) - 1;
        byte[] unfinished = Arrays.copyOfRange(bytes, ends.get(2), cut);
        assertFinds(Arrays.copyOf(bytes, cut), 3, "the fourth is cut");
        assertThat(directory.resolve(file().getFileName() + ".cut-at-" + ends.get(2)))
                .hasBinaryContent(unfinished);
        List<JournalEntry> next = List.of(rows.pending(), rows.passed());
        try (Journal journal = RandomRows.open(directory)) {
            journal.append(next);
        }
        try (Journal journal = RandomRows.open(directory)) {
            assertThat(next).allMatch(entry -> RandomRows.holds(journal.current(), entry));
            assertThat(batches.get(3)).noneMatch(entry -> RandomRows.holds(journal.current(), entry));
        }
    }

    @Test
    void aBatchManyTimesTheReadAndTheWriteBufferIsThereWholeOrNotAtAll() throws Exception {
        Files.write(file(), bytes);
        try (Journal journal = RandomRows.open(directory)) {
            append(journal, 8000);
            append(journal, 1);
        }
        byte[] all = Files.readAllBytes(file());
        int large = SIZES.length;
        int begin = ends.get(large - 1);
        int end = ends.get(large);
        assertThat(end - begin).isGreaterThan(2 * (1 << 18));
        assertFinds(all, large + 2, "whole");
        Random random = new Random(20261127);
        for (int round = 0; round < 12; round++) {
            int length = round == 0 ? end - 1 : begin + random.nextInt(end - begin);
            assertFinds(Arrays.copyOf(all, length), large, "cut at " + length);
        }
    }

    @Test
    void aHoleInTheMiddleOfABatchAsAfterAPowerFailureTakesTheWholeBatch() throws Exception {
        byte[] holed = bytes.clone();
        int begin = ends.get(2);
        Arrays.fill(holed, begin + 20, begin + 60, (byte) 0);
        assertFinds(holed, 3, "zeroes in the fourth");
    }
}
