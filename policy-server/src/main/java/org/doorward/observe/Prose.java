package org.doorward.observe;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;
import java.util.HexFormat;

/**
 * The message of a log event on one line: the exception's causes after it, and whatever would end the line, or turn it round
 * on a screen, escaped. Backslashes stay: our own messages have their client texts escaped already.
 */
final class Prose {

    /** Causes of causes end somewhere; a cycle among them would not. */
    private static final int DEEPEST_CAUSE = 10;

    private static final String OWN_PACKAGE = "org.doorward.";

    private Prose() {}

    /**
     * The message.
     *
     * @param event what happened
     * @param traces whether stack traces are shown
     */
    static String of(ILoggingEvent event, boolean traces) {
        StringBuilder text = new StringBuilder();
        if (!event.getLoggerName().startsWith(OWN_PACKAGE)) {
            text.append(event.getLoggerName()).append(": ");
        }
        text.append(event.getFormattedMessage());
        appendCauses(text, event.getThrowableProxy(), traces);
        return oneLine(text);
    }

    private static void appendCauses(
            StringBuilder text, @org.jspecify.annotations.Nullable IThrowableProxy thrown, boolean traces) {
        IThrowableProxy cause = thrown;
        for (int depth = 0; cause != null && depth < DEEPEST_CAUSE; depth++) {
            text.append(depth == 0 ? ": " : "; caused by ").append(cause.getClassName());
            if (cause.getMessage() != null) {
                text.append(": ").append(cause.getMessage());
            }
            if (traces) {
                for (StackTraceElementProxy frame : cause.getStackTraceElementProxyArray()) {
                    text.append(" | ").append(frame.getSTEAsString());
                }
            }
            cause = cause.getCause();
        }
    }

    private static String oneLine(CharSequence text) {
        StringBuilder line = new StringBuilder(text.length());
        for (int at = 0; at < text.length() && line.length() < LineFormat.MESSAGE_LIMIT; at++) {
            char character = text.charAt(at);
            if (breaksLines(character)) {
                line.append("\\u").append(HexFormat.of().toHexDigits(character));
            } else {
                line.append(character);
            }
        }
        return line.toString();
    }

    private static boolean breaksLines(char character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE,
                    Character.UNASSIGNED -> true;
            default -> false;
        };
    }
}
