package org.doorward.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FingerprintsTest {

    private final Fingerprints fingerprints = new Fingerprints(1);

    @Test
    void things_that_look_alike_are_told_apart() {
        Set<Long> prints = new HashSet<>();
        for (int message = 0; message < 1000; message++) {
            for (int recipient = 0; recipient < 100; recipient++) {
                prints.add(print("anna", "35f." + message, "r" + recipient + "@example.org"));
            }
        }
        prints.add(print("anna", "ab", "c"));
        prints.add(print("anna", "a", "bc"));
        prints.add(print("anna", "abc", ""));
        prints.add(print("anna", "", "abc"));

        assertThat(prints).hasSize(100_004);
    }

    @Test
    void neighbouring_numbers_are_told_apart() {
        Set<Long> prints = new HashSet<>();
        for (long high = 0; high < 300; high++) {
            for (long low = 0; low < 300; low++) {
                prints.add(Fingerprints.add(Fingerprints.add(fingerprints.begin(), high), low));
            }
        }

        assertThat(prints).hasSize(90_000);
    }

    @Test
    void the_same_has_the_same_and_another_process_another() {
        assertThat(print("a", "b")).isEqualTo(print("a", "b"));
        assertThat(Fingerprints.add(new Fingerprints(2).begin(), "a"))
                .isNotEqualTo(Fingerprints.add(fingerprints.begin(), "a"));
    }

    private long print(String... parts) {
        long print = fingerprints.begin();
        for (String part : List.of(parts)) {
            print = Fingerprints.add(print, part);
        }
        return print;
    }
}
