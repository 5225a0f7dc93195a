package org.doorward.store.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PendingIndexTest {

    private record Value(Instant since, int at) {}

    @Test
    void anEmptyIndexKnowsNothing() {
        PendingIndex index = new PendingIndex(0);
        assertThat(index.size()).isZero();
        assertThat(index.since(new RowKey(0, 0))).isEmpty();
        assertThat(index.positionsInKeyOrder()).isEmpty();
        assertThat(index.filter().mayContain(new RowKey(1, 2))).isFalse();
    }

    @Test
    void theKeyOfZeroesIsAKeyAsAnyOther() {
        PendingIndex index = new PendingIndex(0);
        index.put(new RowKey(0, 0), Instant.EPOCH, 7);
        assertThat(index.size()).isOne();
        assertThat(index.since(new RowKey(0, 0))).contains(Instant.ofEpochMilli(1));
        assertThat(index.positionsInKeyOrder()).containsExactly(7);
    }

    @Test
    void itHoldsWhatAMapHoldsAlsoWhenAllKeysCrowdTogether() {
        for (int spread : new int[] {64, 20, 4}) {
            checkAgainstMap(20261121 + spread, spread);
        }
    }

    private static void checkAgainstMap(long seed, int spreadBits) {
        Random random = new Random(seed);
        PendingIndex index = new PendingIndex(0);
        Map<RowKey, Value> map = new HashMap<>();
        for (int i = 0; i < 20_000; i++) {
            long low = spreadBits == 64 ? random.nextLong() : random.nextLong(1L << spreadBits);
            RowKey key = new RowKey(random.nextInt(3000) - 1500, low);
            Value value = new Value(Instant.ofEpochMilli(1 + random.nextInt(1_000_000)), i);
            index.put(key, value.since(), value.at());
            map.put(key, value);
        }
        String where = "seed " + seed;
        assertThat(index.size()).as(where).isEqualTo(map.size());
        map.forEach((key, value) -> assertThat(index.since(key)).as(where).isEqualTo(Optional.of(value.since())));
        int[] inOrder = map.entrySet().stream()
                .sorted(Map.Entry.comparingByKey(Comparator.naturalOrder()))
                .mapToInt(entry -> entry.getValue().at())
                .toArray();
        assertThat(index.positionsInKeyOrder()).as(where).containsExactly(inOrder);
        KeyFilter filter = index.filter();
        assertThat(map.keySet()).as(where).allMatch(filter::mayContain);
        for (int i = 0; i < 5000; i++) {
            RowKey other = new RowKey(random.nextLong() | Long.MIN_VALUE >>> 1, random.nextLong());
            assertThat(index.since(other).isPresent()).as(where).isEqualTo(map.containsKey(other));
        }
    }
}
