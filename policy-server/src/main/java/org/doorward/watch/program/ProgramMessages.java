package org.doorward.watch.program;

import java.util.List;
import java.util.Optional;
import org.doorward.config.WatchConfig;
import org.doorward.store.net.IpAddress;
import org.doorward.watch.Reading;
import org.doorward.watch.line.LogEntry;

/** Reads what programs other than Postfix write. An operator's rule comes before what is known of a program. For one thread. */
public final class ProgramMessages {

    private static final Reading UNKNOWN = new Reading.Nothing("a program that nothing is known of");

    private final DovecotMessages dovecot = new DovecotMessages();
    private final KernelMessages kernel;
    private final List<WatchConfig.Rule> rules;

    /**
     * A reader.
     *
     * @param kernelPrefixes with what the lines of the firewall's rules begin
     * @param rules the operator's
     */
    public ProgramMessages(List<String> kernelPrefixes, List<WatchConfig.Rule> rules) {
        this.kernel = new KernelMessages(kernelPrefixes);
        this.rules = List.copyOf(rules);
    }

    /** What an operator's rule says of an entry; empty when none matches. */
    public Optional<Reading> byRule(LogEntry entry) {
        for (WatchConfig.Rule rule : rules) {
            if (rule.program().equals(entry.program())) {
                Optional<IpAddress> address = rule.pattern().address(entry.message());
                if (address.isPresent()) {
                    return Optional.of(
                            new Reading.Seen(address.get(), rule.vector(), rule.name() + ": " + entry.message()));
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
