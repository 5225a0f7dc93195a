package org.doorward.watch.line;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class JournalJsonTest {

    private static final String REAL =
            "{\"__CURSOR\":\"s=0b;i=1;b=2;m=3;t=4;x=5\",\"__REALTIME_TIMESTAMP\":\"1764115200000000\","
                    + "\"__MONOTONIC_TIMESTAMP\":\"12\",\"_BOOT_ID\":\"f0\",\"_TRANSPORT\":\"syslog\",\"PRIORITY\":\"6\",\"SYSLOG_FACILITY\":\"2\","
                    + "\"SYSLOG_IDENTIFIER\":\"postfix/smtpd\",\"SYSLOG_PID\":\"99\",\"_PID\":\"4711\",\"_UID\":\"101\",\"_COMM\":\"smtpd\","
                    + "\"_SYSTEMD_UNIT\":\"postfix@-.service\",\"MESSAGE\":\"connect from unknown[198.51.100.9]\","
                    + "\"_SOURCE_REALTIME_TIMESTAMP\":\"1764115199999999\"}";

    private static LogEntry read(String line) {
        return JournalJson.read(line).orElseThrow();
    }

    @Test
    void an_entry_is_read_with_the_time_it_was_sent_and_the_process_that_journald_saw() {
        assertThat(read(REAL))
                .isEqualTo(new LogEntry(
                        Instant.parse("2025-11-25T23:59:59.999999Z"),
                        "postfix/smtpd",
                        4711,
                        "connect from unknown[198.51.100.9]"));
    }

    @Test
    void a_message_that_is_not_text_is_an_array_of_its_bytes() {
        assertThat(read("{\"__REALTIME_TIMESTAMP\":\"1\",\"MESSAGE\":[104,195,40,0,10,255]}")
                        .message())
                .isEqualTo("h\u00c3(\u0000 \u00ff");
    }

    @Test
    void text_is_given_as_the_bytes_it_was_written_in_and_as_one_line() {
        assertThat(read("{\"__REALTIME_TIMESTAMP\":\"1\",\"MESSAGE\":\"\u00c3\u00a4\\n\\u00e4\"}")
                        .message())
                .isEqualTo("\u00c3\u00a4 \u00c3\u00a4");
    }

    @Test
    void of_a_field_that_comes_several_times_the_first_counts() {
        assertThat(
                        read(
                                "{\"__REALTIME_TIMESTAMP\":\"1\",\"MESSAGE\":[\"one\",\"two\"],\"SYSLOG_IDENTIFIER\":[[97,98],\"c\"]}"))
                .isEqualTo(new LogEntry(Instant.EPOCH.plusNanos(1000), "ab", 0, "one"));
        assertThat(read("{\"__REALTIME_TIMESTAMP\":\"1\",\"MESSAGE\":\"one\",\"MESSAGE\":\"two\"}")
                        .message())
                .isEqualTo("one");
    }

    @Test
    void the_kernel_is_known_by_the_transport_and_by_nothing_that_a_sender_says() {
        String said = "\"__REALTIME_TIMESTAMP\":\"1\",\"MESSAGE\":\"m\",\"SYSLOG_IDENTIFIER\":\"kernel_\"";
        assertThat(read("{\"_TRANSPORT\":\"kernel\"," + said + "}").program()).isEqualTo("kernel");
        assertThat(read("{\"TRANSPORT\":\"kernel\"," + said + "}").program()).isEqualTo("kernel_");
        assertThat(read("{\"_COMM\":\"smtpd\",\"__REALTIME_TIMESTAMP\":\"1\",\"MESSAGE\":\"m\"}")
                        .program())
                .isEqualTo("smtpd");
    }

    @Test
    void a_message_that_looks_like_fields_is_a_message() {
        String message = "\\\",\\\"_TRANSPORT\\\":\\\"kernel\\\",\\\"x\\\":\\\"";
        LogEntry entry =
                read("{\"__REALTIME_TIMESTAMP\":\"1\",\"SYSLOG_IDENTIFIER\":\"a\",\"MESSAGE\":\"" + message + "\"}");
        assertThat(entry.program()).isEqualTo("a");
        assertThat(entry.message()).isEqualTo("\",\"_TRANSPORT\":\"kernel\",\"x\":\"");
    }

    @Test
    void what_is_no_entry_gives_none() {
        for (String line : new String[] {
            "",
            "{",
            "[]",
            "{}",
            "-- No entries --",
            REAL.substring(0, REAL.length() - 1),
            "{\"MESSAGE\":\"m\"}",
            "{\"__REALTIME_TIMESTAMP\":\"1\",\"MESSAGE\":null}",
            "{\"__REALTIME_TIMESTAMP\":\"-1\",\"MESSAGE\":\"m\"}",
            "{\"__REALTIME_TIMESTAMP\":\"1\",\"MESSAGE\":[1.5,{\"a\":[[[[[[[[[[[[1]]]]]]]]]]]]}]}",
            "{\"__REALTIME_TIMESTAMP\":\"1\",\"MESSAGE\":[99999999999999]}"
        }) {
            assertThat(JournalJson.read(line)).as(line).isEqualTo(Optional.empty());
        }
    }
}
