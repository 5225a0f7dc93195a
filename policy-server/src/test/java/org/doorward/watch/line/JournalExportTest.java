package org.doorward.watch.line;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class JournalExportTest {

    private static List<LogEntry> read(String text) throws IOException {
        List<LogEntry> entries = new ArrayList<>();
        try (JournalExport export = new JournalExport(new ByteArrayInputStream(text.getBytes(ISO_8859_1)))) {
            for (Optional<LogEntry> next = export.next(); next.isPresent(); next = export.next()) {
                entries.add(next.get());
            }
        }
        return entries;
    }

    @Test
    void entries_are_blocks_of_fields_with_text_or_with_counted_bytes() throws IOException {
        String first = """
                __CURSOR=s=0b;i=1
                __REALTIME_TIMESTAMP=1764115200000000
                _TRANSPORT=syslog
                SYSLOG_IDENTIFIER=postfix/smtpd
                _PID=4711
                MESSAGE=connect from unknown[198.51.100.9]

                """;
        String second = """
                __REALTIME_TIMESTAMP=1764115201000000
                _TRANSPORT=kernel
                MESSAGE
                \7\0\0\0\0\0\0\0a

                b=\u00ff\0
                OTHER
                \1\0\0\0\0\0\0\0x

                """;
        assertThat(read(first + "\n\n" + second))
                .containsExactly(
                        new LogEntry(
                                Instant.ofEpochSecond(1764115200),
                                "postfix/smtpd",
                                4711,
                                "connect from unknown[198.51.100.9]"),
                        new LogEntry(Instant.ofEpochSecond(1764115201), "kernel", 0, "a  b=\u00ff\0"));
    }

    @Test
    void a_message_with_newlines_cannot_pretend_to_be_fields() throws IOException {
        String message = "x\n_TRANSPORT=kernel\n\n";
        assertThat(read("__REALTIME_TIMESTAMP=1\nMESSAGE\n" + (char) message.length() + "\0\0\0\0\0\0\0" + message
                        + "\nSYSLOG_IDENTIFIER=a\n\n"))
                .extracting(LogEntry::program)
                .containsExactly("a");
    }

    @Test
    void a_long_value_is_cut_and_an_entry_that_is_not_whole_is_left_out() throws IOException {
        String entry = "__REALTIME_TIMESTAMP=1\nMESSAGE=" + "x".repeat(100_000) + "\n";
        assertThat(read(entry + "\n" + entry))
                .singleElement()
                .satisfies(read -> assertThat(read.message()).hasSizeBetween(8000, 8300));
        String counted = "__REALTIME_TIMESTAMP=1\nMESSAGE\n\0\0\2\0\0\0\0\0" + "y".repeat(0x20000) + "\n\n";
        assertThat(read(counted))
                .singleElement()
                .satisfies(read -> assertThat(read.message()).isEqualTo("y".repeat(8192)));
    }

    @Test
    void what_is_no_export_is_an_error() {
        assertThatThrownBy(() -> read("Nov 26 12:00:00 mx postfix/smtpd[1]: connect from unknown[198.51.100.9]\n"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no journal export");
    }
}
