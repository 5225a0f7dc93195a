package org.doorward.watch;

import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.doorward.config.WatchConfig;
import org.doorward.store.net.Cidr;
import org.doorward.store.net.CidrSet;
import org.doorward.watch.line.LogEntry;
import org.doorward.watch.line.SyslogText;
import org.doorward.watch.postfix.PostfixMessages;
import org.doorward.watch.program.ProgramMessages;

/**
 * Reads a log, line by line, and says of each line what it gives. Remembers what later lines need (whose message has which queue id, who failed to log in): for
 * one thread, and for the log of one host.
 */
public final class LineParser {

    private static final Reading NO_ENTRY = new Reading.Nothing("no line of a log");
    private static final Reading SPARED = new Reading.Nothing("loopback, or a network that is spared");

    private static final List<Cidr> LOOPBACK = List.of(
            Cidr.parse("127.0.0.0/8").orElseThrow(), Cidr.parse("::1/128").orElseThrow());

    private final SyslogText text;
    private final PostfixMessages postfix = new PostfixMessages();
    private final ProgramMessages programs;
    private final CidrSet spared;

    /**
     * What an operator can say about the reading of logs.
     *
     * @param kernelPrefixes with what the lines of the firewall's rules begin
     * @param rules the operator's own rules
     * @param spared networks that nothing is held against, besides loopback
     */
    public record Settings(List<String> kernelPrefixes, List<WatchConfig.Rule> rules, List<Cidr> spared) {

        /** What the documents' nftables rule, ufw and firewalld write. */
        public static final List<String> USUAL_PREFIXES =
                List.of("doorward-probe:", "[UFW BLOCK]", "FINAL_REJECT:", "FINAL_DROP:");

        /** Takes the lists as they are now. */
        public Settings {
            kernelPrefixes = List.copyOf(kernelPrefixes);
            rules = List.copyOf(rules);
            spared = List.copyOf(spared);
        }

        /** Those of an operator who has said nothing. */
        public static Settings defaults() {
            return new Settings(USUAL_PREFIXES, List.of(), List.of());
        }
    }

    private LineParser(Settings settings, SyslogText text) {
        this.text = text;
        this.programs = new ProgramMessages(settings.kernelPrefixes(), settings.rules());
        this.spared = CidrSet.of(
                Stream.concat(LOOPBACK.stream(), settings.spared().stream()).toList());
    }

    /**
     * A parser that has seen nothing yet.
     *
     * @param zone where stamps without an offset were written
     * @param clock what the latest stamp may be
     */
    public static LineParser of(Settings settings, ZoneId zone, InstantSource clock) {
        return new LineParser(settings, new SyslogText(zone, clock));
    }

    /** The entry of a line of text; empty when it is none. */
    public Optional<LogEntry> entry(String line) {
        return text.read(line);
    }

    /** What a line of text says. */
    public Reading read(String line) {
        return text.read(line).map(this::read).orElse(NO_ENTRY);
    }

    /** What an entry says. */
    public Reading read(LogEntry entry) {
        Reading reading = PostfixMessages.writes(entry.program())
                ? postfix.read(entry)
                : programs.byRule(entry).orElseGet(() -> programs.read(entry));
        return reading instanceof Reading.Seen seen && spared.contains(seen.address()) ? SPARED : reading;
    }
}
