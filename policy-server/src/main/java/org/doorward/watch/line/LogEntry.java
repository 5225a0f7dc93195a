package org.doorward.watch.line;

import java.time.Instant;

/**
 * What a program said, without the log's own trimmings.
 *
 * @param at when, by the log's clock
 * @param program who, as syslog names it: {@code postfix/smtpd}, {@code postfix/submission/smtpd}, {@code dovecot}, {@code kernel}
 * @param process the process's id, 0 when it is not given
 * @param message what it said; each character is one byte of the log, for programs write whatever bytes clients send
 */
public record LogEntry(Instant at, String program, long process, String message) {}
