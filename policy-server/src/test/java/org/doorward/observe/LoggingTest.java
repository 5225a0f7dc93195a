package org.doorward.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.doorward.config.LogConfig;
import org.doorward.config.LogConfig.Format;
import org.doorward.config.LogConfig.Level;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

class LoggingTest {

    private static final Map<String, String> SHELL = Map.of();
    private static final Map<String, String> SYSTEMD = Logged.SYSTEMD;

    private static final Logger LOG = LoggerFactory.getLogger(LoggingTest.class);
    private static final Logger LIBRARY = LoggerFactory.getLogger("com.example.Library");

    @Test
    void a_line_in_a_shell_begins_with_time_and_level() {
        assertThat(logged(Format.TEXT, Level.INFO, SHELL, () -> LOG.info("listening on {}", "inet:[::1]:60000")))
                .singleElement()
                .asString()
                .matches(
                        "20\\d\\d-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d{1,3})?Z info listening on inet:\\[::1\\]:60000");
    }

    @Test
    void a_line_for_the_journal_begins_with_its_priority() {
        assertThat(logged(Format.TEXT, Level.DEBUG, SYSTEMD, () -> {
                    LOG.error("one");
                    LOG.warn("two");
                    LOG.info("three");
                    LOG.debug("four");
                }))
                .containsExactly("<3>one", "<4>two", "<6>three", "<7>four");
    }

    @Test
    void a_service_whose_output_goes_to_a_file_keeps_time_and_level() {
        Map<String, String> service = Map.of("INVOCATION_ID", "abc", "JOURNAL_STREAM", "8:12345");

        assertThat(logged(Format.TEXT, Level.INFO, service, () -> LOG.info("x")))
                .singleElement()
                .asString()
                .startsWith("20")
                .endsWith("Z info x");
    }

    @Test
    void an_output_that_this_system_does_not_tell_of_is_not_the_journals() {
        assertThat(JournalStream.is(Path.of("/proc/self/fd/none"), Map.of("JOURNAL_STREAM", "8:12345")))
                .isFalse();
    }

    @Test
    void what_is_less_severe_than_the_level_is_not_written() {
        assertThat(logged(Format.TEXT, Level.WARN, SYSTEMD, () -> {
                    LOG.info("quiet");
                    LOG.warn("loud");
                }))
                .containsExactly("<4>loud");
    }

    @Test
    void libraries_are_named_and_speak_one_level_less() {
        assertThat(logged(Format.TEXT, Level.INFO, SYSTEMD, () -> {
                    LIBRARY.info("pool started");
                    LIBRARY.warn("pool empty");
                }))
                .containsExactly("<4>com.example.Library: pool empty");
    }

    @Test
    void an_event_stays_one_line_whatever_it_says() {
        assertThat(logged(
                        Format.TEXT, Level.INFO, SYSTEMD, () -> LOG.info("a\nb\r\nc\u0000d\u2028e\u202ef\u001b[31mg")))
                .containsExactly("<6>a\\u000ab\\u000d\\u000ac\\u0000d\\u2028e\\u202ef\\u001b[31mg");
    }

    @Test
    void an_overlong_message_is_cut() {
        assertThat(logged(Format.TEXT, Level.INFO, SYSTEMD, () -> LOG.info("x".repeat(1_000_000))))
                .singleElement()
                .asString()
                .hasSizeLessThan(LineFormat.MESSAGE_LIMIT + 20);
    }

    @Test
    void an_exception_is_named_with_its_causes_but_without_a_stack_trace() {
        assertThat(logged(Format.TEXT, Level.INFO, SYSTEMD, () -> LOG.error("It failed", failure())))
                .containsExactly("<3>It failed: java.lang.IllegalStateException: outer;"
                        + " caused by java.io.IOException: disk\\u000afull");
    }

    @Test
    void at_debug_an_exception_has_its_stack_trace_on_the_same_line() {
        assertThat(logged(Format.TEXT, Level.DEBUG, SYSTEMD, () -> LOG.error("It failed", failure())))
                .singleElement()
                .asString()
                .contains(" | at org.doorward.observe.LoggingTest.failure(");
    }

    @Test
    void json_has_one_object_a_line_in_ascii() {
        assertThat(logged(Format.JSON, Level.INFO, SHELL, () -> LOG.warn("Gr\u00fc\u00dfe \"quoted\"\nnext")))
                .singleElement()
                .asString()
                .matches("\\{\"time\":\"20[^\"]*Z\",\"level\":\"warn\","
                        + "\"message\":\"Gr\\\\u00FC\\\\u00DFe \\\\\"quoted\\\\\"\\\\\\\\u000anext\"}");
    }

    @Test
    void a_reload_changes_level_and_format() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (Logging logging = Logging.start(new LogConfig(Format.TEXT, Level.WARN, true), SYSTEMD, out)) {
            LOG.info("not yet");
            logging.apply(new LogConfig(Format.TEXT, Level.INFO, true));
            LOG.info("now");
        }

        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("<6>now\n");
    }

    @Test
    void after_its_end_nothing_is_written() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Logging.start(new LogConfig(Format.TEXT, Level.INFO, true), SYSTEMD, out)
                .close();

        LOG.info("too late");

        assertThat(out.size()).isZero();
    }

    private static Exception failure() {
        return new IllegalStateException("outer", new IOException("disk\nfull"));
    }

    private static List<String> logged(Format format, Level level, Map<String, String> environment, Runnable work) {
        return Logged.lines(new LogConfig(format, level, true), environment, ignored -> work.run());
    }
}
