package org.doorward.store.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.doorward.store.Attempts;
import org.doorward.store.model.Triplet;
import org.junit.jupiter.api.Test;

class KeyHashTest {

    private static final KeyHash HASH = hash(1);

    private static KeyHash hash(int seed) {
        byte[] secret = new byte[KeyHash.SECRET_BYTES];
        secret[63] = (byte) seed;
        return new KeyHash(secret);
    }

    @Test
    void theBoundariesOfTheTextsMatter() {
        List<Triplet> alike = List.of(
                new Triplet("a", "bc", "d"),
                new Triplet("ab", "c", "d"),
                new Triplet("a", "b", "cd"),
                new Triplet("abcd", "", ""),
                new Triplet("", "abcd", ""),
                new Triplet("", "", "abcd"),
                new Triplet("", "", ""),
                new Triplet("a".repeat(300), "", ""),
                new Triplet("a".repeat(299), "a", ""));
        Set<RowKey> keys = new HashSet<>();
        assertThat(alike).allMatch(triplet -> keys.add(HASH.of(triplet)));
    }

    @Test
    void aNetworkAndATripletOfTheSameTextHaveDifferentKeys() {
        assertThat(HASH.of(Attempts.network("198.51.100.0/24")))
                .isNotEqualTo(HASH.of(new Triplet("198.51.100.0/24", "", "")));
    }

    @Test
    void theKeyOfATripletNeverChangesFromReleaseToRelease() {
        RowKey key = HASH.of(new Triplet("198.51.100.0/24", "a@example.org", "b@example.org"));
        assertThat(key).isEqualTo(hash(1).of(new Triplet("198.51.100.0/24", "a@example.org", "b@example.org")));
        assertThat(String.format("%016x%016x", key.high(), key.low())).isEqualTo("549c5cded1b61308879ce3c34548fd1d");
    }

    @Test
    void anotherSecretGivesOtherKeysAndAnotherFingerprint() {
        Triplet triplet = Attempts.triplet("a@example.org");
        assertThat(hash(2).of(triplet)).isNotEqualTo(HASH.of(triplet));
        assertThat(hash(2).fingerprint()).isNotEqualTo(HASH.fingerprint()).isEqualTo(hash(2).fingerprint());
    }

    @Test
    void severalThreadsMayAskAtOnce() {
        List<RowKey> alone = IntStream.range(0, 2000)
                .mapToObj(i -> HASH.of(Attempts.triplet("s" + i)))
                .toList();
        List<RowKey> together = IntStream.range(0, 2000)
                .parallel()
                .mapToObj(i -> HASH.of(Attempts.triplet("s" + i)))
                .toList();
        assertThat(together).isEqualTo(alone);
    }

    @Test
    void aSecretOfAnotherLengthIsRefused() {
        assertThatThrownBy(() -> new KeyHash(new byte[32])).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aKeyComesBackFromItsBytes() {
        RowKey key = HASH.of(Attempts.triplet("x"));
        assertThat(RowKey.ofBytes(key.bytes())).isEqualTo(key);
    }
}
