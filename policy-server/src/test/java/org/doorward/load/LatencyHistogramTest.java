package org.doorward.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Percentage.withPercentage;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class LatencyHistogramTest {

    private final LatencyHistogram histogram = new LatencyHistogram();

    @Test
    void percentiles_are_within_two_percent_of_the_truth() {
        LongStream.rangeClosed(1, 1_000_000).forEach(histogram::record);

        assertThat(histogram.percentile(50)).isCloseTo(500_000, withPercentage(2));
        assertThat(histogram.percentile(99)).isCloseTo(990_000, withPercentage(2));
        assertThat(histogram.percentile(99.9)).isCloseTo(999_000, withPercentage(2));
    }

    @Test
    void a_percentile_is_never_below_the_truth() {
        LongStream.rangeClosed(1, 10_000).forEach(histogram::record);

        for (int percent = 1; percent <= 100; percent++) {
            assertThat(histogram.percentile(percent)).isGreaterThanOrEqualTo(100L * percent);
        }
    }

    @Test
    void small_and_enormous_values_are_counted() {
        histogram.record(0);
        histogram.record(Long.MAX_VALUE);

        assertThat(histogram.percentile(50)).isZero();
        assertThat(histogram.percentile(100)).isEqualTo(Long.MAX_VALUE);
        assertThat(histogram.max()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void two_added_together_are_like_one_that_counted_everything() {
        LatencyHistogram other = new LatencyHistogram();
        LatencyHistogram both = new LatencyHistogram();
        LongStream.range(0, 1000).map(value -> value * value).forEach(value -> {
            (value % 2 == 0 ? histogram : other).record(value);
            both.record(value);
        });

        histogram.add(other);

        assertThat(histogram.count()).isEqualTo(1000);
        assertThat(histogram.percentile(90)).isEqualTo(both.percentile(90));
        assertThat(histogram.max()).isEqualTo(both.max());
    }

    @Test
    void an_empty_one_says_zero() {
        assertThat(histogram.percentile(99)).isZero();
    }
}
