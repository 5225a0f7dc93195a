package org.doorward.dnsbl;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.doorward.config.DnsblConfig.DnsList;
import org.doorward.dns.DnsAnswer;
import org.doorward.dns.DnsAnswer.Failure;
import org.doorward.dns.DnsRecord;
import org.doorward.pattern.ReplyPattern;
import org.doorward.store.net.IpAddress;

/** What one list's answer to one question means. */
public sealed interface Reading {

    /**
     * It is listed.
     *
     * @param replies the addresses that the list answered, at least one, all within 127.0.0.0/8
     * @param ttl how long that holds
     */
    record Listed(List<IpAddress> replies, Duration ttl) implements Reading {}

    /**
     * It is not listed.
     *
     * @param ttl how long that holds
     */
    record NotListed(Duration ttl) implements Reading {}

    /**
     * The list did not answer.
     *
     * @param failure how
     * @param why in an operator's words
     */
    record NoAnswer(Failure failure, String why) implements Reading {}

    /**
     * The list answered what no list in order answers.
     *
     * @param why in an operator's words
     */
    record Lie(String why) implements Reading {}

    /** The list was not asked, because it has not proven itself. */
    record NotAsked() implements Reading {}

    /** Reads an answer to a question for A records. */
    static Reading of(DnsList list, DnsAnswer answer) {
        if (answer instanceof DnsAnswer.Failed failed) {
            return new NoAnswer(failed.failure(), failed.why());
        }
        if (answer instanceof DnsAnswer.Nothing nothing) {
            return new NotListed(nothing.ttl());
        }
        DnsAnswer.Found found = (DnsAnswer.Found) answer;
        List<IpAddress> replies = found.records().stream()
                .filter(DnsRecord.Address.class::isInstance)
                .map(record -> ((DnsRecord.Address) record).address())
                .toList();
        return lie(list, replies).<Reading>map(Lie::new).orElseGet(() -> new Listed(replies, found.ttl()));
    }

    private static Optional<String> lie(DnsList list, List<IpAddress> replies) {
        for (IpAddress reply : replies) {
            if (!ReplyPattern.ANY.matches(reply)) {
                return Optional.of("it answers " + reply + ", which lies outside 127.0.0.0/8");
            }
            Optional<String> meaning = OperatorCodes.meaning(list, reply);
            if (meaning.isPresent()) {
                return meaning;
            }
        }
        return replies.isEmpty() ? Optional.of("it answers with no address") : Optional.empty();
    }

    /** In a few words, for people. */
    default String shown() {
        if (this instanceof Listed listed) {
            return "listed, "
                    + listed.replies().stream().map(IpAddress::toString).collect(Collectors.joining(" "));
        }
        if (this instanceof NoAnswer failed) {
            return "no answer: " + failed.why();
        }
        if (this instanceof Lie lie) {
            return "not to be believed: " + lie.why();
        }
        return this instanceof NotListed ? "not listed" : "not asked";
    }
}
