package org.doorward.watch.program;

import java.util.List;
import java.util.Optional;
import org.doorward.config.Vector;
import org.doorward.store.net.Cidr;
import org.doorward.store.net.CidrSet;
import org.doorward.store.net.IpAddress;
import org.doorward.text.Ascii;
import org.doorward.watch.Reading;
import org.doorward.watch.line.LogEntry;

/**
 * What the kernel's firewall logs, by nftables, iptables, ufw and firewalld alike: {@code PREFIX IN=eth0 OUT= MAC=... SRC=198.51.100.7 DST=... PROTO=TCP SPT=... DPT=23 ...
 * SYN}. The kernel writes all of it; the prefix is the operator's.
 *
 * <p>Only what begins something is a probe: a TCP packet that opens a connection, or a UDP packet that answers nothing. Late answers of servers that the host
 * itself has asked look like probes, and are none.
 */
final class KernelMessages {

    private static final Reading OTHER = new Reading.Nothing("no packet that a rule with a known prefix has logged");
    private static final Reading ANSWER = new Reading.Nothing("a packet that begins nothing");
    private static final Reading OUTGOING = new Reading.Nothing("a packet of this host's own");
    private static final Reading ALL = new Reading.Nothing("a packet to everybody in the network");
    private static final Reading NO_CLIENT = new Reading.Nothing("no source address at its place");

    /** Below it are the ports that servers answer from. */
    private static final int FIRST_CLIENT_PORT = 1024;

    private static final CidrSet TO_ALL = CidrSet.of(List.of(
            Cidr.parse("224.0.0.0/4").orElseThrow(),
            Cidr.parse("255.255.255.255/32").orElseThrow(),
            Cidr.parse("ff00::/8").orElseThrow()));

    private final List<String> prefixes;

    /**
     * A reader.
     *
     * @param prefixes with what the rules' lines begin, as the rules have it
     */
    KernelMessages(List<String> prefixes) {
        this.prefixes = prefixes.stream().map(String::strip).toList();
    }

    /** What an entry says. */
    Reading read(LogEntry entry) {
        String message = entry.message();
        int from = afterUptime(message);
        for (String prefix : prefixes) {
            if (message.startsWith(prefix, from)) {
                int fields = from + prefix.length();
                while (fields < message.length() && message.charAt(fields) == ' ') {
                    fields++;
                }
                return message.startsWith("IN=", fields) ? packet(message, fields) : OTHER;
            }
        }
        return OTHER;
    }

    /** {@code [ 1234.567890] }. */
    private static int afterUptime(String message) {
        if (message.isEmpty() || message.charAt(0) != '[') {
            return 0;
        }
        int i = 1;
        while (i < message.length()
                && (message.charAt(i) == ' ' || message.charAt(i) == '.' || Ascii.digit(message.charAt(i)))) {
            i++;
        }
        return message.startsWith("] ", i) && i > 1 ? i + 2 : 0;
    }

    private static Reading packet(String message, int fields) {
        if (message.startsWith("IN= ", fields)) {
            return OUTGOING;
        }
        Optional<IpAddress> source = field(message, fields, " SRC=").flatMap(IpAddress::parse);
        if (source.isEmpty()) {
            return NO_CLIENT;
        }
        if (field(message, fields, " DST=")
                .flatMap(IpAddress::parse)
                .filter(TO_ALL::contains)
                .isPresent()) {
            return ALL;
        }
        String protocol = field(message, fields, " PROTO=").orElse("");
        boolean begins = switch (protocol) {
            case "TCP" -> message.indexOf(" SYN ", fields) > 0 && message.indexOf(" ACK ", fields) < 0;
            case "UDP" -> port(message, fields) >= FIRST_CLIENT_PORT;
            default -> false;
        };
        if (!begins) {
            return ANSWER;
        }
        String evidence = protocol + " port " + field(message, fields, " DPT=").orElse("?");
        return new Reading.Seen(source.get(), Vector.PORT_PROBE, evidence);
    }

    private static int port(String message, int fields) {
        return field(message, fields, " SPT=")
                .filter(text -> text.length() <= 5 && text.chars().allMatch(c -> Ascii.digit((char) c)))
                .map(Integer::parseInt)
                .orElse(0);
    }

    private static Optional<String> field(String message, int from, String name) {
        int at = message.indexOf(name, from);
        if (at < 0) {
            return Optional.empty();
        }
        int begin = at + name.length();
        int end = message.indexOf(' ', begin);
        return Optional.of(message.substring(begin, end < 0 ? message.length() : end));
    }
}
