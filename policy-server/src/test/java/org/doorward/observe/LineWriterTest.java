package org.doorward.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.doorward.config.LogConfig;
import org.doorward.config.LogConfig.Format;
import org.doorward.config.LogConfig.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

@Timeout(30)
class LineWriterTest {

    private static final Logger LOG = LoggerFactory.getLogger(LineWriterTest.class);
    private static final LogConfig CONFIG = new LogConfig(Format.TEXT, Level.INFO, true);
    private static final Map<String, String> SYSTEMD = Logged.SYSTEMD;

    @Test
    void an_output_that_nobody_reads_costs_lines_and_no_time() throws InterruptedException {
        StuckOutput out = new StuckOutput();
        int events = 3 * LineWriter.CAPACITY;
        try (Logging logging = Logging.start(CONFIG, SYSTEMD, out)) {
            LOG.info("first");
            out.awaitWriting();
            for (int number = 0; number < events; number++) {
                LOG.info("decision {}", number);
            }
            LOG.warn("important");

            assertThat(logging.droppedLines()).isBetween((long) events - LineWriter.CAPACITY, (long) events);
            out.release();
        }

        List<String> lines = out.text().lines().toList();
        assertThat(lines.get(0)).isEqualTo("<6>first");
        assertThat(lines).contains("<4>important");
        assertThat(lines)
                .anyMatch(line -> line.matches("<4>\\d+ log lines were dropped, because the output did not keep up"));
    }

    @Test
    void what_was_logged_before_the_end_is_written() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (Logging logging = Logging.start(CONFIG, SYSTEMD, out)) {
            for (int number = 0; number < 1_000; number++) {
                LOG.info("line {}", number);
            }
            assertThat(logging.droppedLines()).isZero();
        }

        assertThat(out.toString(StandardCharsets.UTF_8).lines()).hasSize(1_000).endsWith("<6>line 999");
    }

    @Test
    void an_end_does_not_wait_long_for_an_output_that_is_stuck() throws InterruptedException {
        StuckOutput out = new StuckOutput();
        Logging logging = Logging.start(CONFIG, SYSTEMD, out);
        LOG.info("first");
        out.awaitWriting();

        assertThat(Duration.ofNanos(time(logging::close))).isLessThan(Duration.ofSeconds(5));

        out.release();
    }

    @Test
    void lines_that_cannot_be_written_are_counted() {
        Logging logging = Logging.start(CONFIG, SYSTEMD, new BrokenOutput());
        LOG.info("lost");
        logging.close();

        assertThat(logging.droppedLines()).isEqualTo(1);
    }

    @Test
    void a_line_that_cannot_be_rendered_is_counted_and_the_next_one_written() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Logging logging = Logging.start(CONFIG, SYSTEMD, out);
        LOG.info("{}", new BrokenFields());
        LOG.info("after it");
        logging.close();

        assertThat(logging.droppedLines()).isEqualTo(1);
        assertThat(out.toString(StandardCharsets.UTF_8).lines()).contains("<6>after it");
    }

    /** As when a class of a folder that is replaced cannot be loaded any more. */
    private record BrokenFields() implements LogFields {

        @Override
        public String event() {
            return "broken";
        }

        @Override
        public void describe(Sink sink) {
            sink.text("half", "a line", 80);
            throw new NoClassDefFoundError("gone");
        }
    }

    private static long time(Runnable work) {
        long start = System.nanoTime();
        work.run();
        return System.nanoTime() - start;
    }

    /** A pipe that nobody reads, until it is released. */
    private static final class StuckOutput extends OutputStream {

        private final CountDownLatch writing = new CountDownLatch(1);
        private final CountDownLatch released = new CountDownLatch(1);
        private final ByteArrayOutputStream written = new ByteArrayOutputStream();

        @Override
        public void write(int single) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            writing.countDown();
            boolean free = false;
            while (!free) {
                try {
                    released.await();
                    free = true;
                } catch (InterruptedException e) {
                    // A write to a file is not interrupted either.
                }
            }
            written.write(bytes, offset, length);
        }

        void awaitWriting() throws InterruptedException {
            assertThat(writing.await(10, TimeUnit.SECONDS)).isTrue();
        }

        void release() {
            released.countDown();
        }

        String text() {
            return written.toString(StandardCharsets.UTF_8);
        }
    }

    private static final class BrokenOutput extends OutputStream {

        @Override
        public void write(int single) throws IOException {
            throw new IOException("broken pipe");
        }
    }
}
