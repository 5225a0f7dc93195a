package org.doorward.config;

import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.doorward.pattern.LinePattern;

/**
 * Section {@code [watch]}.
 *
 * @param files log files that are followed
 * @param journalUnits units whose lines are read from the journal; patterns as {@code journalctl --unit} takes them
 * @param syslog where lines are received that syslog daemons send; empty: nowhere
 * @param kernel where the kernel's log is read
 * @param kernelPrefixes with what the lines of the firewall's rules begin
 * @param standardInput whether lines are read from standard input
 * @param zone the time zone of stamps that have none
 * @param rules the operator's own rules
 */
public record WatchConfig(
        List<Path> files,
        List<String> journalUnits,
        Optional<ListenAddress> syslog,
        KernelLog kernel,
        List<String> kernelPrefixes,
        boolean standardInput,
        ZoneId zone,
        List<Rule> rules) {

    /** Takes the lists as they are now. */
    public WatchConfig {
        files = List.copyOf(files);
        journalUnits = List.copyOf(journalUnits);
        kernelPrefixes = List.copyOf(kernelPrefixes);
        rules = List.copyOf(rules);
    }

    /** Where the kernel's log is read. */
    public enum KernelLog {
        /** Not at all, or from one of the files. */
        NONE,
        /** From the journal. */
        JOURNAL,
        /** From {@code /dev/kmsg}. */
        KMSG
    }

    /**
     * An operator's rule for lines of another program.
     *
     * @param name what it is called in evidence and messages
     * @param program whose lines these are, as syslog names it
     * @param pattern finds the address
     * @param vector what a line is an offence of
     */
    public record Rule(String name, String program, LinePattern pattern, Vector vector) {}
}
