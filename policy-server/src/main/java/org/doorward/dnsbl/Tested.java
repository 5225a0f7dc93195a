package org.doorward.dnsbl;

import java.util.List;
import org.doorward.config.DnsblConfig.Weight;
import org.doorward.store.net.IpAddress;

/**
 * What one list said when an operator asked it.
 *
 * @param list the list's name
 * @param state whether decisions ask it
 * @param answer what it said, in a few words
 * @param replies the addresses that it replied
 * @param points what they would be worth, if the list is trusted
 * @param explanation its TXT record, or empty; may hold anything
 */
public record Tested(
        String list,
        ListStatus.State state,
        String answer,
        List<IpAddress> replies,
        double points,
        String explanation) {

    static Tested of(DnsblAnswer.Part part) {
        List<IpAddress> replies = part.reading() instanceof Reading.Listed listed ? listed.replies() : List.of();
        double points = part.list().weights().stream()
                .filter(weight -> replies.stream().anyMatch(weight.reply()::matches))
                .mapToDouble(Weight::points)
                .sum();
        return new Tested(
                part.list().name(),
                part.health().status().state(),
                part.reading().shown(),
                replies,
                points,
                part.explanation());
    }
}
