package org.doorward.ownlist;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import org.doorward.pattern.Parsed;
import org.doorward.store.net.Cidr;
import org.doorward.text.ClientText;

/**
 * A line of the own list, without the reason behind its {@code #}:
 *
 * <pre>
 * 198.51.100.7
 * 198.51.100.0/24 2026-12-31
 * 2001:db8::/64 2026-12-31T12:00:00Z since=2026-11-21T12:00:00Z
 * </pre>
 *
 * <p>After the network stands when the entry ends, if it does, and since when it is there, if that is known. A date is its beginning, in
 * UTC.
 *
 * @param network what is listed
 * @param since since when, if known
 * @param until when it ends; empty for never
 */
record ListedLine(Cidr network, Optional<Instant> since, Optional<Instant> until) {

    private static final String SINCE = "since=";
    private static final String FORM = "write a network, and when the entry ends, such as 198.51.100.0/24 2026-12-31";

    /** Reads a line. */
    static Parsed<ListedLine> parse(String text) {
        String[] words = text.strip().split("\\s+");
        Optional<Cidr> network = Cidr.parse(words[0]);
        if (network.isEmpty()) {
            String why = Cidr.problem(words[0]).orElse("");
            return refused("\"" + ClientText.excerpt(words[0]) + "\" is no network: " + why, FORM);
        }
        Optional<String> unfit = ListableNetworks.problem(network.get());
        if (unfit.isPresent()) {
            return refused(unfit.get(), ListableNetworks.REMEDY);
        }
        return withTimes(network.get(), words);
    }

    private static Parsed<ListedLine> withTimes(Cidr network, String... words) {
        Optional<Instant> since = Optional.empty();
        Optional<Instant> until = Optional.empty();
        for (int at = 1; at < words.length; at++) {
            boolean beginning = words[at].startsWith(SINCE);
            Optional<Instant> moment = moment(beginning ? words[at].substring(SINCE.length()) : words[at]);
            if (moment.isEmpty() || (beginning ? since : until).isPresent()) {
                return refused(
                        "\"" + ClientText.excerpt(words[at]) + "\" behind " + network + " is no end of an entry", FORM);
            }
            if (beginning) {
                since = moment;
            } else {
                until = moment;
            }
        }
        return new Parsed.Value<>(new ListedLine(network, since, until));
    }

    private static Parsed<ListedLine> refused(String message, String remedy) {
        return new Parsed.Refused<>(message, remedy);
    }

    private static Optional<Instant> moment(String text) {
        try {
            return Optional.of(
                    text.indexOf('T') < 0
                            ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
                            : OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeException unreadable) {
            return Optional.empty();
        }
    }

    /** The line, without a reason. */
    @Override
    public String toString() {
        return network
                + until.map(end -> " " + end).orElse("")
                + since.map(begin -> " " + SINCE + begin).orElse("");
    }
}
