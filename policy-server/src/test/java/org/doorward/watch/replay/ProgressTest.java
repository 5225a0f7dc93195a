package org.doorward.watch.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ProgressTest {

    private final StringWriter terminal = new StringWriter();
    private final AtomicLong nanos = new AtomicLong();

    private Progress progress(boolean shown, long bytes) {
        return new Progress(new PrintWriter(terminal), shown, nanos::get, bytes);
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    @Test
    void it_shows_how_far_it_is_how_fast_and_how_long_it_will_take() {
        Progress progress = progress(true, 1000);

        pass(Duration.ofSeconds(30));
        progress.at(250, 1_500_000);

        assertThat(terminal).hasToString("\r[#######.......................]  25 %  50,000 lines/s  1:30 left");
    }

    @Test
    void of_what_has_no_known_length_it_shows_the_lines() {
        Progress progress = progress(true, 0);

        pass(Duration.ofSeconds(2));
        progress.at(0, 5000);

        assertThat(terminal).hasToString("\r5,000 lines  2,500 lines/s");
    }

    @Test
    void it_is_shown_five_times_a_second_at_most() {
        Progress progress = progress(true, 0);
        for (int i = 1; i <= 1000; i++) {
            pass(Duration.ofMillis(1));
            progress.at(0, i);
        }

        assertThat(terminal.toString().chars().filter(c -> c == '\r').count()).isEqualTo(5);
    }

    @Test
    void a_shorter_text_hides_all_of_a_longer_one_and_at_the_end_the_line_is_empty() {
        Progress progress = progress(true, 0);
        pass(Duration.ofSeconds(1));
        progress.at(0, 1_000_000);
        pass(Duration.ofSeconds(999_999));
        progress.at(0, 1_000_000);
        progress.done();

        String[] shown = terminal.toString().split("\r", -1);
        assertThat(shown).hasSize(5);
        assertThat(shown[2]).hasSameSizeAs(shown[1]).startsWith("1,000,000 lines  1 lines/s ");
        assertThat(shown[3]).isBlank().hasSize("1,000,000 lines  1 lines/s".length());
        assertThat(shown[4]).isEmpty();
    }

    @Test
    void where_there_is_no_terminal_nothing_is_shown() {
        Progress progress = progress(false, 1000);
        pass(Duration.ofSeconds(30));
        progress.at(250, 1_500_000);
        progress.done();

        assertThat(terminal.toString()).isEmpty();
    }
}
