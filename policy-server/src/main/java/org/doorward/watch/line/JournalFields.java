package org.doorward.watch.line;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * The fields of a journal's entry that matter here, as they come; of a field that comes several times the first counts.
 *
 * <p>Fields with a leading underscore are journald's own word. The others are the sender's, and any process of the host may send them: it may name
 * itself {@code postfix/smtpd} and say what it likes of whom it likes. Who that is is decided by the unit, which journald itself writes down; so
 * the journal is to be read with {@code -u}. A client on the network writes no field, but parts of {@code MESSAGE}.
 */
final class JournalFields {

    /** The longest value that is kept; what matters stands at a message's beginning. */
    static final int VALUE_LIMIT = 8192;

    private String identifier = "";
    private String command = "";
    private String message = "";
    private String process = "";
    private String saidProcess = "";
    private String received = "";
    private String sent = "";
    private String transport = "";

    /** Whether the value of a field of this name is wanted. */
    static boolean wants(String name) {
        return switch (name) {
            case "SYSLOG_IDENTIFIER",
                    "_COMM",
                    "MESSAGE",
                    "_PID",
                    "SYSLOG_PID",
                    "__REALTIME_TIMESTAMP",
                    "_SOURCE_REALTIME_TIMESTAMP",
                    "_TRANSPORT" -> true;
            default -> false;
        };
    }

    /** Takes a field. */
    void put(String name, String value) {
        switch (name) {
            case "SYSLOG_IDENTIFIER" -> identifier = first(identifier, value);
            case "_COMM" -> command = first(command, value);
            case "MESSAGE" -> message = first(message, value);
            case "_PID" -> process = first(process, value);
            case "SYSLOG_PID" -> saidProcess = first(saidProcess, value);
            case "__REALTIME_TIMESTAMP" -> received = first(received, value);
            case "_SOURCE_REALTIME_TIMESTAMP" -> sent = first(sent, value);
            case "_TRANSPORT" -> transport = first(transport, value);
            default -> {
                // Not wanted.
            }
        }
    }

    private static String first(String old, String value) {
        return old.isEmpty() ? value : old;
    }

    /** What was said; empty when nothing was, or nobody knows when. */
    Optional<LogEntry> entry() {
        Optional<Instant> at = time(sent).or(() -> time(received));
        if (at.isEmpty() || message.isEmpty()) {
            return Optional.empty();
        }
        String program = transport.equals("kernel") ? "kernel" : first(identifier, command);
        long id = number(process).or(() -> number(saidProcess)).orElse(0L);
        return Optional.of(new LogEntry(at.get(), program, id, message));
    }

    private static Optional<Instant> time(String micros) {
        return number(micros).map(value -> Instant.EPOCH.plus(value, ChronoUnit.MICROS));
    }

    private static Optional<Long> number(String digits) {
        boolean plain = !digits.isEmpty()
                && digits.length() <= 18
                && digits.chars().allMatch(digit -> digit >= '0' && digit <= '9');
        return plain ? Optional.of(Long.parseLong(digits)) : Optional.empty();
    }
}
