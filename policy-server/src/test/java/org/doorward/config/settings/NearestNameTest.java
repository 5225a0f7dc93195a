package org.doorward.config.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestNameTest {

    private static final List<String> KNOWN =
            List.of("listen", "mode", "state_dir", "greylist.delay", "greylist.header");

    @ParameterizedTest
    @CsvSource({
        "listne, listen",
        "Listen, listen",
        "lisen, listen",
        "modes, mode",
        "statedir, state_dir",
        "state-dir, state_dir",
        "graylist.delay, greylist.delay",
        "greylist.dealy, greylist.delay",
        "greylist.headers, greylist.header"
    })
    void a_slip_is_recognised(String written, String meant) {
        assertThat(NearestName.of(written, KNOWN)).contains(meant);
    }

    @Test
    void what_resembles_nothing_gets_no_suggestion() {
        assertThat(NearestName.of("recipients", KNOWN)).isEmpty();
        assertThat(NearestName.of("", KNOWN)).isEmpty();
        assertThat(NearestName.of("x".repeat(10_000), KNOWN)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "'', '', 0",
        "abc, abc, 0",
        "abc, '', 3",
        "kitten, sitting, 3",
        "ab, ba, 1",
        "abcd, acbd, 1",
        "abc, xabc, 1"
    })
    void the_distance_counts_changes(String one, String other, int expected) {
        assertThat(NearestName.distance(one, other)).isEqualTo(expected);
        assertThat(NearestName.distance(other, one)).isEqualTo(expected);
    }
}
