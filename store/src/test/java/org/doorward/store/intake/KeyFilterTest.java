package org.doorward.store.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.doorward.store.model.Triplet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyFilterTest {

    private final RandomRows rows = new RandomRows(20261121);

    @ParameterizedTest
    @ValueSource(ints = {1, 33, 1000, 100_000})
    void itNeverDeniesAKeyThatWasAdded(int keys) {
        KeyFilter filter = KeyFilter.forKeys(keys);
        List<RowKey> added = add(filter, keys);
        assertThat(added).allMatch(filter::mayContain);
    }

    @Test
    void itNeverDeniesAKeyAlsoWhenItHoldsTenTimesWhatItWasMadeFor() {
        KeyFilter filter = KeyFilter.forKeys(1000);
        assertThat(add(filter, 10_000)).allMatch(filter::mayContain);
    }

    @Test
    void atItsDesignLoadItIsWrongForFewerThanOneAbsentKeyInTwoHundred() {
        KeyFilter filter = KeyFilter.forKeys(100_000);
        KeyHash hash = new KeyHash(new byte[KeyHash.SECRET_BYTES]);
        IntStream.range(0, 100_000).forEach(i -> filter.add(hash.of(triplet("present" + i))));
        long wrong = IntStream.range(0, 200_000)
                .filter(i -> filter.mayContain(hash.of(triplet("absent" + i))))
                .count();
        assertThat(wrong).isBetween(1L, 1000L);
    }

    @Test
    void itComesBackFromItsBytesAsItWas() {
        KeyFilter filter = KeyFilter.forKeys(1000);
        List<RowKey> added = add(filter, 1000);
        KeyFilter read = KeyFilter.ofBytes(filter.bytes());
        assertThat(read.bytes()).isEqualTo(filter.bytes());
        assertThat(added).allMatch(read::mayContain);
        assertThat(IntStream.range(0, 1000).filter(i -> read.mayContain(rows.key())))
                .hasSizeLessThan(50);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 8, 63, 65})
    void bytesOfAnImpossibleLengthAreRefused(int length) {
        assertThatThrownBy(() -> KeyFilter.ofBytes(new byte[length])).isInstanceOf(IllegalArgumentException.class);
    }

    private static Triplet triplet(String sender) {
        return new Triplet("198.51.100.0/24", sender, "");
    }

    private List<RowKey> add(KeyFilter filter, int keys) {
        List<RowKey> added = new ArrayList<>();
        for (int i = 0; i < keys; i++) {
            added.add(rows.key());
            filter.add(added.get(i));
        }
        return added;
    }
}
