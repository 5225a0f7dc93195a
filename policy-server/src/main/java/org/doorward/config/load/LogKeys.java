package org.doorward.config.load;

import static org.doorward.config.settings.ValueTypes.bool;
import static org.doorward.config.settings.ValueTypes.choice;

import org.doorward.config.LogConfig;
import org.doorward.config.settings.Key;
import org.doorward.config.settings.Section;
import org.doorward.config.settings.Settings;

/** Section {@code [log]}. */
final class LogKeys {

    static final Key<LogConfig.Format> FORMAT = Key.of(
            "log.format",
            choice(LogConfig.Format.class),
            "text",
            "How a line looks: key=value, or a JSON object",
            "text is for grep and people, JSON for log stores");

    static final Key<LogConfig.Level> LEVEL = Key.of(
            "log.level",
            choice(LogConfig.Level.class),
            "info",
            "The least severe level that is written",
            "info is what an operator needs; debug is for looking for a fault");

    static final Key<Boolean> DECISIONS = Key.of(
            "log.decisions",
            bool(),
            true,
            "Whether each decision is logged, one line each",
            "who asks why a mail was late or refused finds the answer there");

    static final Section SECTION = Section.of("log", "Logging, to standard output.", FORMAT, LEVEL, DECISIONS);

    private LogKeys() {}

    static LogConfig read(Settings settings) {
        return new LogConfig(settings.get(FORMAT), settings.get(LEVEL), settings.get(DECISIONS));
    }
}
