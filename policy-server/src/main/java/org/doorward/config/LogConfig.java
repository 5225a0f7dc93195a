package org.doorward.config;

/**
 * Section {@code [log]}.
 *
 * @param format one readable line, or one JSON object, a decision
 * @param level the least severe level that is written
 * @param decisions whether decisions are logged at all
 */
public record LogConfig(Format format, Level level, boolean decisions) {

    /** How a line looks. */
    public enum Format {
        /** {@code key=value}. */
        TEXT,
        /** One JSON object. */
        JSON
    }

    /** Severities, the least severe last. */
    public enum Level {
        ERROR,
        WARN,
        INFO,
        DEBUG
    }
}
