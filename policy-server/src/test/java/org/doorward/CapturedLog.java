package org.doorward;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** What a logger and those below it say while this is open, and nobody else hears. */
public final class CapturedLog implements AutoCloseable {

    private final Logger logger;
    private final @Nullable Level before;
    private final ListAppender<ILoggingEvent> appender = new ListAppender<>();

    private CapturedLog(Logger logger) {
        this.logger = logger;
        this.before = logger.getLevel();
        appender.start();
        logger.setAdditive(false);
        logger.addAppender(appender);
    }

    /** Of a package, or a class by its full name. */
    public static CapturedLog of(String logger) {
        return new CapturedLog((Logger) LoggerFactory.getLogger(logger));
    }

    /** The same from a level on that tests do not hear otherwise. */
    public static CapturedLog of(String logger, Level least) {
        CapturedLog captured = of(logger);
        captured.logger.setLevel(least);
        return captured;
    }

    /** Of a class. */
    public static CapturedLog of(Class<?> logger) {
        return of(logger.getName());
    }

    /** All that was said. */
    public List<ILoggingEvent> events() {
        return appender.list;
    }

    /** The messages of all that was said. */
    public List<String> messages() {
        return appender.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    /** The lines at INFO and above, each beginning with its level. */
    public List<String> lines() {
        return appender.list.stream()
                .filter(event -> event.getLevel().isGreaterOrEqual(Level.INFO))
                .map(event -> event.getLevel() + " " + event.getFormattedMessage())
                .toList();
    }

    @Override
    public void close() {
        logger.detachAppender(appender);
        logger.setAdditive(true);
        logger.setLevel(before);
    }
}
