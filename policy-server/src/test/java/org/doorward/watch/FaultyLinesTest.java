package org.doorward.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.doorward.CapturedLog;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FaultyLinesTest {

    private final CapturedLog log = CapturedLog.of(FaultyLines.class);
    private final AtomicLong nanos = new AtomicLong();
    private final FaultyLines faulty = new FaultyLines("file:/var/log/mail.log", nanos::get);

    @AfterEach
    void listenNoMore() {
        log.close();
    }

    @Test
    void one_a_minute_is_told_and_how_many_there_were_meanwhile() {
        for (int i = 0; i < 1000; i++) {
            faulty.passedOver("line " + i, new IllegalStateException("a bug"));
        }
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(60));
        faulty.passedOver("later", new IllegalStateException("a bug"));

        assertThat(log.messages()).hasSize(2);
        assertThat(log.messages().get(0))
                .startsWith("A line of file:/var/log/mail.log was passed over")
                .contains("(0 more since it was said last): \"line 0\": java.lang.IllegalStateException: a bug at ")
                .contains("FaultyLinesTest");
        assertThat(log.messages().get(1)).contains("(999 more since it was said last): \"later\"");
    }

    @Test
    void neither_the_line_nor_a_fault_that_quotes_it_can_forge_a_line_of_our_log() {
        String forged = "a\r\nNov 26 12:00:00 forged\u001b[31m" + "x".repeat(10_000);

        faulty.passedOver(forged, new IllegalArgumentException(forged));

        assertThat(log.messages())
                .singleElement()
                .satisfies(line -> assertThat(line)
                        .hasSizeLessThan(2000)
                        .matches("[ -~]+")
                        .contains("\"a\\x0d\\x0aNov 26 12:00:00 forged\\x1b[31mx"));
        assertThat(log.events()).allMatch(event -> event.getThrowableProxy() == null);
    }

    @Test
    void a_fault_without_a_stack_is_told_as_well() {
        Throwable fault = new IllegalStateException("a bug");
        fault.setStackTrace(new StackTraceElement[0]);

        faulty.passedOver("line", fault);

        assertThat(log.messages()).singleElement().asString().endsWith("a bug at ");
    }
}
