package org.doorward.watch.program;

import java.util.List;
import java.util.Optional;
import org.doorward.watch.Reading;
import org.doorward.watch.line.LogEntry;

/** Reads what programs other than Postfix write. An operator's rule comes before what is known of a program. For one thread. */
public final class ProgramMessages {

    private static final Reading UNKNOWN = new Reading.Nothing("a program that nothing is known of");

    private final DovecotMessages dovecot = new DovecotMessages();
    private final KernelMessages kernel;
    private final List<OwnRule> rules;

    /**
     * A reader.
     *
     * @param kernelPrefixes with what the lines of the firewall's rules begin
     * @param rules the operator's
     */
    public ProgramMessages(List<String> kernelPrefixes, List<OwnRule> rules) {
        this.kernel = new KernelMessages(kernelPrefixes);
        this.rules = List.copyOf(rules);
    }

    /** What an operator's rule says of an entry; empty when none matches. */
    public Optional<Reading> byRule(LogEntry entry) {
        for (OwnRule rule : rules) {
            if (rule.reads(entry)) {
                Optional<Reading> reading = rule.read(entry);
                if (reading.isPresent()) {
                    return reading;
                }
            }
        }
        return Optional.empty();
    }

    /** What an entry says. */
    public Reading read(LogEntry entry) {
        return switch (entry.program()) {
            case "dovecot" -> dovecot.read(entry);
            case "kernel" -> kernel.read(entry);
            default -> UNKNOWN;
        };
    }
}
