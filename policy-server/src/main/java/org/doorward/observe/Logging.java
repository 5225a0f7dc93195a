package org.doorward.observe;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import java.io.OutputStream;
import java.util.Map;
import org.doorward.config.LogConfig;
import org.slf4j.LoggerFactory;

/**
 * The log of a running server: one event, one line, on standard output.
 *
 * <p>For systemd's journal, which keeps time itself, a line begins with the priority that it understands; elsewhere with the
 * time and the level. Stack traces are shown at level DEBUG only. Set up in code: no file is searched for and none is watched.
 */
public final class Logging implements AutoCloseable {

    private static final String OWN = "org.doorward";

    private final LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    private final Level levelBefore = root().getLevel();
    private final boolean journal;
    private final LineWriter writer;

    private Logging(LogConfig config, boolean journal, OutputStream out) {
        this.journal = journal;
        this.writer = new LineWriter(out, format(config));
    }

    /**
     * Begins to log.
     *
     * @param config format and level
     * @param environment the process's environment, which tells whether the journal reads standard output
     * @param out where lines go; must not be a channel that an interrupt closes
     */
    public static Logging start(LogConfig config, Map<String, String> environment, OutputStream out) {
        boolean journal = JournalStream.is(JournalStream.STANDARD_OUTPUT, environment);
        Logging logging = new Logging(config, journal, out);
        logging.writer.setContext(logging.context);
        logging.writer.start();
        logging.root().addAppender(logging.writer);
        logging.apply(config);
        return logging;
    }

    /** Logs by these settings from now on. */
    public void apply(LogConfig config) {
        writer.format(format(config));
        context.getLogger(OWN).setLevel(level(config));
        root().setLevel(libraries(config));
    }

    /** How many lines were dropped so far because the output did not keep up. */
    public long droppedLines() {
        return writer.dropped();
    }

    /** Writes what is queued, waiting at most a second, and ends the log. */
    @Override
    public void close() {
        root().detachAppender(writer);
        root().setLevel(levelBefore);
        context.getLogger(OWN).setLevel(null);
        writer.stop();
    }

    private Logger root() {
        return context.getLogger(Logger.ROOT_LOGGER_NAME);
    }

    private LineFormat format(LogConfig config) {
        boolean traces = config.level() == LogConfig.Level.DEBUG;
        return switch (config.format()) {
            case TEXT -> new TextLines(journal, traces);
            case JSON -> new JsonLines(journal, traces);
        };
    }

    private static Level level(LogConfig config) {
        return switch (config.level()) {
            case ERROR -> Level.ERROR;
            case WARN -> Level.WARN;
            case INFO -> Level.INFO;
            case DEBUG -> Level.DEBUG;
        };
    }

    /** Libraries speak of their own affairs: one level less than we do. */
    private static Level libraries(LogConfig config) {
        return switch (config.level()) {
            case ERROR -> Level.ERROR;
            case WARN, INFO -> Level.WARN;
            case DEBUG -> Level.INFO;
        };
    }
}
