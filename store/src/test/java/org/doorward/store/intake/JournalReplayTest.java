package org.doorward.store.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.doorward.store.intake.JournalFormat.Header;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a kill, a power failure or a bad disk can leave of a segment's file, and what is made of it. */
class JournalReplayTest {

    private static final int ENTRIES = 12;

    @TempDir
    Path directory;

    private final List<JournalEntry> entries = new ArrayList<>();
    /** Where each entry ends. */
    private final List<Integer> ends = new ArrayList<>();

    private byte[] bytes = new byte[0];

    @BeforeEach
    void writeASegment() throws Exception {
        RandomRows rows = new RandomRows(20261121);
        try (Journal journal = RandomRows.open(directory)) {
            for (int i = 0; i < ENTRIES; i++) {
                entries.add(rows.any());
                journal.append(List.of(entries.get(i)));
                ends.add((int) journal.bytes());
            }
        }
        bytes = Files.readAllBytes(file());
    }

    private Path file() {
        return RandomRows.segmentFile(directory, 1);
    }

    private int wholeEntries(int length) {
        return (int) ends.stream().filter(end -> end <= length).count();
    }

    /** Opens the journal on this file and sees exactly the first so many entries, and that it goes on from there. */
    private void assertFinds(byte[] content, int expected, String where) throws Exception {
        Files.write(file(), content);
        RandomRows rows = new RandomRows(99);
        JournalEntry.Pending next = rows.pending();
        try (Journal journal = RandomRows.open(directory)) {
            Segment segment = journal.current();
            assertThat(segment.number()).as(where).isOne();
            assertThat(segment.entries()).as(where).isEqualTo(expected);
            for (int i = 0; i < ENTRIES; i++) {
                assertThat(RandomRows.holds(segment, entries.get(i)))
                        .as("%s: entry %d", where, i)
                        .isEqualTo(i < expected);
            }
            journal.append(List.of(next));
        }
        try (Journal journal = RandomRows.open(directory)) {
            assertThat(journal.current().entries()).as(where).isEqualTo(expected + 1);
            assertThat(RandomRows.holds(journal.current(), next)).as(where).isTrue();
        }
    }

    private List<Path> setAside() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> !file.equals(file())).toList();
        }
    }

    @Test
    void aFileCutAtAnyByteGivesAllThatStoodBeforeTheCut() throws Exception {
        for (int length = JournalFormat.HEADER_BYTES; length <= bytes.length; length++) {
            assertFinds(Arrays.copyOf(bytes, length), wholeEntries(length), "cut at " + length);
        }
    }

    @Test
    void aFileCutWithinItsHeaderHoldsNothingAndIsBegunAnew() throws Exception {
        for (int length = 0; length < JournalFormat.HEADER_BYTES; length++) {
            assertFinds(Arrays.copyOf(bytes, length), 0, "cut at " + length);
            assertThat(setAside()).isEmpty();
        }
    }

    @Test
    void aFlippedBitEndsTheFileThereAndNothingWrongAppears() throws Exception {
        Random random = new Random(20261121);
        for (int at = JournalFormat.HEADER_BYTES; at < bytes.length; at++) {
            byte[] damaged = bytes.clone();
            damaged[at] ^= (byte) (1 << random.nextInt(8));
            assertFinds(damaged, wholeEntries(at), "flipped at " + at);
        }
    }

    @Test
    void aPageOfZeroesAtTheEndAsAfterAPowerFailureIsCutOff() throws Exception {
        assertFinds(Arrays.copyOf(bytes, bytes.length + 4096), ENTRIES, "zeroes behind");
        byte[] zeroed = bytes.clone();
        Arrays.fill(zeroed, ends.get(5), zeroed.length, (byte) 0);
        assertFinds(zeroed, 6, "zeroes from the seventh entry on");
    }

    @Test
    void randomBytesBehindTheEndAreCutOffAndKeptAside() throws Exception {
        long seed = 20261121;
        Random random = new Random(seed);
        for (int round = 0; round < 50; round++) {
            byte[] garbage = new byte[1 + random.nextInt(round < 40 ? 300 : 200_000)];
            random.nextBytes(garbage);
            assertFinds(concat(bytes, garbage), ENTRIES, "seed " + seed + ", round " + round);
            assertThat(setAside()).hasSize(1).first().satisfies(aside -> {
                assertThat(Files.readAllBytes(aside)).isEqualTo(garbage);
                assertThat(aside).hasFileName("0000000000000001.journal.cut-at-" + bytes.length);
            });
        }
    }

    @Test
    void aLengthThatPromisesMoreThanAnyEntryHasIsNotBelieved() throws Exception {
        for (int length : new int[] {-1, 0, 16, JournalEntry.BODY_LIMIT + 1, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
            byte[] lie = ByteBuffer.allocate(10_000).putInt(length).array();
            assertFinds(concat(bytes, lie), ENTRIES, "length " + length);
        }
    }

    @Test
    void aSegmentManyTimesTheReadBufferComesBackWhole() throws Exception {
        RandomRows rows = new RandomRows(5);
        List<JournalEntry> many = Stream.generate(rows::any).limit(8000).toList();
        try (Journal journal = RandomRows.open(directory)) {
            journal.append(many);
            assertThat(journal.bytes()).isGreaterThan(5 * (1 << 16)).isEqualTo(Files.size(file()));
        }
        try (Journal journal = RandomRows.open(directory)) {
            assertThat(journal.current().entries()).isEqualTo(ENTRIES + many.size());
            assertThat(many).allMatch(entry -> RandomRows.holds(journal.current(), entry));
        }
        assertThat(setAside()).isEmpty();
    }

    @Test
    void anySingleDamagedByteInTheHeaderIsRefusedAndTheFileStaysAsItWas() throws Exception {
        for (int at = 0; at < JournalFormat.HEADER_BYTES; at++) {
            byte[] damaged = bytes.clone();
            damaged[at] ^= 1;
            Files.write(file(), damaged);
            assertThatThrownBy(() -> RandomRows.open(directory))
                    .as("byte %d", at)
                    .isInstanceOf(JournalMismatchException.class)
                    .hasMessageContaining(file().toString());
            assertThat(file()).hasBinaryContent(damaged);
        }
    }

    @Test
    void aSegmentOfAnotherStoreOrUnderAnotherNameIsRefused() throws Exception {
        assertThatThrownBy(() -> Journal.open(directory, RandomRows.WIDE, 4711, 0, RandomRows.START))
                .isInstanceOf(JournalMismatchException.class)
                .hasMessageContaining("another database");
        Files.move(file(), RandomRows.segmentFile(directory, 2));
        assertThatThrownBy(() -> RandomRows.open(directory, RandomRows.WIDE, 1))
                .isInstanceOf(JournalMismatchException.class)
                .hasMessageContaining("segment 1");
    }

    @Test
    void aSoundEntryOfAnUnknownKindIsRefusedForAnotherVersionWroteIt() throws Exception {
        ByteBuffer out = ByteBuffer.allocate(200);
        JournalFormat.writeEntry(new RandomRows(3).pending(), false, out);
        byte[] strange = Arrays.copyOf(out.array(), out.position());
        strange[JournalFormat.FRAME_BYTES] = 'X';
        java.util.zip.CRC32C sum = new java.util.zip.CRC32C();
        sum.update(strange, JournalFormat.FRAME_BYTES, strange.length - JournalFormat.FRAME_BYTES);
        ByteBuffer.wrap(strange).putInt(4, (int) sum.getValue());
        byte[] content = concat(bytes, strange);
        Files.write(file(), content);
        assertThatThrownBy(() -> RandomRows.open(directory))
                .isInstanceOf(JournalMismatchException.class)
                .hasMessageContaining("another version");
        assertThat(file()).hasBinaryContent(content);
    }

    @Test
    void otherFilesInTheDirectoryAreLeftAlone() throws Exception {
        for (String name : List.of("notes.journal", "1.journal", "0000000000000001.journal.bak", "README")) {
            Files.writeString(directory.resolve(name), "mine");
        }
        assertFinds(bytes, ENTRIES, "with other files");
        assertThat(setAside()).hasSize(4);
    }

    @Test
    void theHeaderComesBackAsItWas() {
        Header header = new Header(-5, 7, RandomRows.START);
        assertThat(header.bytes().remaining()).isEqualTo(JournalFormat.HEADER_BYTES);
    }

    private static byte[] concat(byte[] first, byte[] second) {
        return ByteBuffer.allocate(first.length + second.length)
                .put(first)
                .put(second)
                .array();
    }
}
