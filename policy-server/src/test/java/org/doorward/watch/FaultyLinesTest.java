package org.doorward.watch;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class FaultyLinesTest {

    private final Logger logger = (Logger) LoggerFactory.getLogger(FaultyLines.class);
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final AtomicLong nanos = new AtomicLong();
    private final FaultyLines faulty = new FaultyLines("file:/var/log/mail.log", nanos::get);

    @BeforeEach
    void listen() {
        log.start();
        logger.setAdditive(false);
        logger.addAppender(log);
    }

    @AfterEach
    void listenNoMore() {
        logger.detachAppender(log);
        logger.setAdditive(true);
    }

    private List<String> told() {
        return log.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    @Test
    void one_a_minute_is_told_and_how_many_there_were_meanwhile() {
        for (int i = 0; i < 1000; i++) {
            faulty.passedOver("line " + i, new IllegalStateException("a bug"));
        }
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(60));
        faulty.passedOver("later", new IllegalStateException("a bug"));

        assertThat(told()).hasSize(2);
        assertThat(told().get(0))
                .startsWith("A line of file:/var/log/mail.log was passed over")
                .contains("(0 more since it was said last): \"line 0\": java.lang.IllegalStateException: a bug at ")
                .contains("FaultyLinesTest");
        assertThat(told().get(1)).contains("(999 more since it was said last): \"later\"");
    }

    @Test
    void neither_the_line_nor_a_fault_that_quotes_it_can_forge_a_line_of_our_log() {
        String forged = "a\r\nNov 26 12:00:00 forged\u001b[31m" + "x".repeat(10_000);

        faulty.passedOver(forged, new IllegalArgumentException(forged));

        assertThat(told())
                .singleElement()
                .satisfies(line -> assertThat(line)
                        .hasSizeLessThan(2000)
                        .matches("[ -~]+")
                        .contains("\"a\\x0d\\x0aNov 26 12:00:00 forged\\x1b[31mx"));
        assertThat(log.list).allMatch(event -> event.getThrowableProxy() == null);
    }

    @Test
    void a_fault_without_a_stack_is_told_as_well() {
        Throwable fault = new IllegalStateException("a bug");
        fault.setStackTrace(new StackTraceElement[0]);

        faulty.passedOver("line", fault);

        assertThat(told()).singleElement().asString().endsWith("a bug at ");
    }
}
