package org.doorward.store.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Collections;
import java.util.HexFormat;
import java.util.Optional;
import org.doorward.store.blame.Ban;
import org.doorward.store.blame.Fading;
import org.doorward.store.blame.Offence;
import org.doorward.store.blame.Offender;
import org.doorward.store.blame.VectorStanding;
import org.doorward.store.model.ClientNetwork;
import org.doorward.store.model.GreylistEntry;
import org.doorward.store.model.Mark;
import org.doorward.store.model.NetworkStanding;
import org.doorward.store.model.Triplet;
import org.doorward.store.net.IpAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JournalEntryTest {

    private static final RowKey KEY = new RowKey(-1, 1);
    private static final Instant AT = RandomRows.START;

    private static ByteBuffer written(JournalEntry entry) {
        return written(entry, false);
    }

    private static ByteBuffer written(JournalEntry entry, boolean more) {
        // One byte less than the bound would throw, so this also proves the bound.
        ByteBuffer out = ByteBuffer.allocate(JournalFormat.FRAME_BYTES + JournalEntry.BODY_LIMIT);
        JournalFormat.writeEntry(entry, more, out);
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

    /** Bytes as the first release wrote them: an upgrade finds such journals. */
    @Test
    void entriesAsTheyWereBeforeThereWereOffendersAreReadAsEver() {
        String key = "ffffffffffffffff0000000000000001";
        String texts = "000163" + "0000" + "000172";
        String at = "000001931a2b3c4d";
        Instant then = Instant.ofEpochMilli(0x1931a2b3c4dL);
        Triplet triplet = new Triplet("c", "", "r");
        assertThat(body("50" + key + at + texts)).isEqualTo(new JournalEntry.Pending(KEY, triplet, then));
        assertThat(body("4b" + key + at + at + at + texts))
                .isEqualTo(new JournalEntry.Passed(KEY, triplet, new GreylistEntry(then, Optional.of(then), then)));
        assertThat(body("4e" + key + "00000003" + at + at + "00016e"))
                .isEqualTo(new JournalEntry.Network(KEY, "n", new NetworkStanding(3, then, then)));
    }

    private static JournalEntry body(String hex) {
        return JournalEntry.read(ByteBuffer.wrap(HexFormat.of().parseHex(hex)));
    }

    @Test
    void theLongestStateOfAnOffenderFitsExactly() {
        JournalEntry.Blamed entry = longest("x");
        ByteBuffer written = written(entry);
        assertThat(written.remaining()).isEqualTo(JournalFormat.FRAME_BYTES + JournalEntry.BODY_LIMIT);
        assertThat(roundTrip(entry)).isEqualTo(entry);
    }

    @Test
    void textsOfAnOffenderThatAreNoAsciiAreAsLong() {
        JournalEntry.Blamed read = (JournalEntry.Blamed) roundTrip(longest("é"));
        assertThat(read.offender().bans().get(0).reason()).isEqualTo("?".repeat(Ban.REASON_LIMIT));
    }

    private static JournalEntry.Blamed longest(String character) {
        ClientNetwork network = ClientNetwork.of(IpAddress.parse("2001:db8::1").orElseThrow(), 32, 128);
        VectorStanding vector = new VectorStanding(
                character.repeat(Offence.VECTOR_LIMIT),
                Fading.LISTING,
                Long.MAX_VALUE,
                Double.MAX_VALUE,
                AT,
                AT,
                AT,
                Collections.nCopies(VectorStanding.RECENT_LIMIT, AT),
                character.repeat(Offence.EVIDENCE_LIMIT));
        Ban ban = new Ban(
                character.repeat(Ban.ID_LIMIT),
                network,
                AT,
                AT,
                127,
                character.repeat(Ban.REASON_LIMIT),
                character.repeat(Offence.EVIDENCE_LIMIT),
                Optional.of(AT));
        return new JournalEntry.Blamed(
                KEY,
                new Offender(
                        network,
                        Collections.nCopies(Offender.VECTORS_KEPT, vector),
                        Collections.nCopies(Offender.BANS_KEPT, ban),
                        1,
                        AT));
    }

    @Test
    void anOffenderOfAnotherFormIsNotTakenForOne() {
        byte[] bytes = OffenderForm.bytes(new RandomRows(9).offender(1, 1, 1));
        assertThat(OffenderForm.read(bytes)).isEqualTo(new RandomRows(9).offender(1, 1, 1));
        bytes[0] = 2;
        assertThatThrownBy(() -> OffenderForm.read(bytes)).isInstanceOf(IllegalArgumentException.class);
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
    void anEntryKnowsWhetherAnotherOneOfItsBatchFollows() {
        JournalEntry entry = new RandomRows(10).marked();
        for (boolean more : new boolean[] {false, true}) {
            ByteBuffer in = written(entry, more);
            assertThat(JournalFormat.moreAfter(in, 0)).isEqualTo(more);
            assertThat(JournalFormat.readEntry(in)).contains(entry);
        }
    }

    /** Bytes as they were written before there were batches. */
    @Test
    void anEntryFromBeforeThereWereBatchesCountsByItself() {
        ByteBuffer in = ByteBuffer.wrap(HexFormat.of()
                .parseHex("00000021" + "6555988e" + "50ffffffffffffffff0000000000000001" + "000001931a2b3c4d" + "000163"
                        + "0000" + "000172"));
        assertThat(JournalFormat.moreAfter(in, 0)).isFalse();
        assertThat(JournalFormat.readEntry(in)).isPresent();
    }

    @Test
    void theLongestMarkComesBackWhole() {
        JournalEntry entry =
                new JournalEntry.Marked(KEY, new Mark("~".repeat(Mark.SOURCE_LIMIT), " ".repeat(Mark.POSITION_LIMIT)));
        assertThat(roundTrip(entry)).isEqualTo(entry);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anEntryWithAnyBitFlippedIsNotRead(boolean more) {
        ByteBuffer whole = written(new RandomRows(8).pending(), more);
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
