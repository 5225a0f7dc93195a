package org.doorward.store.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Optional;
import org.doorward.store.model.GreylistEntry;
import org.doorward.store.model.NetworkStanding;
import org.doorward.store.model.Triplet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JournalEntryTest {

    private static final RowKey KEY = new RowKey(-1, 1);
    private static final Instant AT = RandomRows.START;

    private static ByteBuffer written(JournalEntry entry) {
        // One byte less than the bound would throw, so this also proves the bound.
        ByteBuffer out = ByteBuffer.allocate(JournalFormat.FRAME_BYTES + JournalEntry.BODY_LIMIT);
        JournalFormat.writeEntry(entry, out);
        return out.flip();
    }

    private static JournalEntry roundTrip(JournalEntry entry) {
        ByteBuffer in = written(entry);
        JournalEntry read = JournalFormat.readEntry(in).orElseThrow();
        assertThat(in.hasRemaining()).isFalse();
        return read;
    }

    @Test
    void everyKindComesBackAsItWas() {
        long seed = 20261121;
        RandomRows rows = new RandomRows(seed);
        for (int i = 0; i < 2000; i++) {
            JournalEntry entry = rows.any();
            assertThat(roundTrip(entry)).as("seed %d, entry %d", seed, i).isEqualTo(entry);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "é", "中", "😀", "\ud800", "\udc00", "\0", "a😀"})
    void theLongestTextsOfAnyCharacterFitAndAreCut(String character) {
        String text = character.repeat(70_000);
        JournalEntry entry =
                new JournalEntry.Passed(KEY, new Triplet(text, text, text), new GreylistEntry(AT, Optional.of(AT), AT));
        JournalEntry.Passed read = (JournalEntry.Passed) roundTrip(entry);
        assertThat(read.entry()).isEqualTo(new GreylistEntry(AT, Optional.of(AT), AT));
        assertThat(read.triplet().sender()).hasSize(JournalEntry.TEXT_LIMIT);
        assertThat(read.triplet().recipient()).isEqualTo(read.triplet().client());
    }

    @Test
    void whatIsNotTooLongIsNotCut() {
        String text = "中".repeat(JournalEntry.TEXT_LIMIT);
        JournalEntry entry = new JournalEntry.Pending(KEY, new Triplet("", text, ""), AT);
        assertThat(roundTrip(entry)).isEqualTo(entry);
    }

    @Test
    void aLongNetworkFitsToo() {
        JournalEntry entry = new JournalEntry.Network(
                KEY, "中".repeat(JournalEntry.TEXT_LIMIT), new NetworkStanding(Integer.MAX_VALUE, AT, AT));
        assertThat(roundTrip(entry)).isEqualTo(entry);
    }

    @Test
    void anEntryThatIsCutAnywhereIsNotRead() {
        ByteBuffer whole = written(new RandomRows(7).passed());
        for (int length = 0; length < whole.limit(); length++) {
            ByteBuffer cut = whole.duplicate().limit(length);
            assertThat(JournalFormat.readEntry(cut)).as("cut at %d", length).isEmpty();
            assertThat(cut.position()).isZero();
        }
    }

    @Test
    void anEntryWithAnyBitFlippedIsNotRead() {
        ByteBuffer whole = written(new RandomRows(8).pending());
        for (int bit = 0; bit < whole.limit() * 8; bit++) {
            byte[] bytes = new byte[whole.limit()];
            whole.duplicate().get(bytes);
            bytes[bit / 8] ^= (byte) (1 << bit % 8);
            assertThat(JournalFormat.readEntry(ByteBuffer.wrap(bytes)))
                    .as("bit %d", bit)
                    .isEmpty();
        }
    }
}
