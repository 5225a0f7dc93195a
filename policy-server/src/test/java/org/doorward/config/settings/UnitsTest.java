package org.doorward.config.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UnitsTest {

    @ParameterizedTest
    @CsvSource({"0s, PT0S", "500ms, PT0.5S", "30s, PT30S", "3m, PT3M", "24h, PT24H", "36d, PT864H", "007s, PT7S"})
    void durations_have_one_number_and_one_unit(String text, Duration expected) {
        assertThat(Units.duration(text)).isEqualTo(Outcome.of(expected));
    }

    @ParameterizedTest
    @CsvSource({"0B, 0", "512B, 512", "4KiB, 4096", "16MiB, 16777216", "2GiB, 2147483648"})
    void sizes_have_one_number_and_one_unit(String text, long expected) {
        assertThat(Units.size(text)).isEqualTo(Outcome.of(expected));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "s",
                "5",
                "-5s",
                "+5s",
                "5 s",
                "5s ",
                "1.5h",
                "1h30m",
                "5S",
                "5min",
                "5us",
                "１s",
                "1000000000s"
            })
    void other_durations_are_refused(String text) {
        assertThat(Units.duration(text)).isInstanceOf(Outcome.Refused.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "5", "5K", "5KB", "5kib", "5 KiB", "-5KiB", "5TiB"})
    void other_sizes_are_refused(String text) {
        assertThat(Units.size(text)).isInstanceOf(Outcome.Refused.class);
    }

    @Test
    void the_largest_numbers_do_not_overflow() {
        assertThat(Units.duration("999999999d")).isEqualTo(Outcome.of(Duration.ofDays(999_999_999)));
        assertThat(Units.size("999999999GiB")).isEqualTo(Outcome.of(999_999_999L << 30));
    }
}
