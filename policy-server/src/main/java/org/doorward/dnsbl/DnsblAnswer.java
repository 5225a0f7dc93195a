package org.doorward.dnsbl;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.doorward.config.DnsblConfig.DnsList;
import org.doorward.config.DnsblConfig.Weight;
import org.doorward.store.net.IpAddress;

/**
 * What all lists said of one address or one name. Immutable but for one thing: what a list said counts only while the list is trusted,
 * so the same answer may count for less later.
 */
public final class DnsblAnswer {

    /** The answer when no list is asked for such a thing. */
    static final DnsblAnswer NOBODY = new DnsblAnswer("", List.of());

    private final String subject;
    private final List<Part> parts;
    private final boolean anyListed;
    private final boolean answered;
    private final boolean anyAllowMissing;

    DnsblAnswer(String subject, List<Part> parts) {
        this.subject = subject;
        this.parts = List.copyOf(parts);
        this.anyListed = parts.stream().anyMatch(part -> part.reading() instanceof Reading.Listed);
        this.answered = parts.stream().anyMatch(DnsblAnswer::answered);
        this.anyAllowMissing =
                parts.stream().anyMatch(part -> !answered(part) && part.list().mostTakenOff() < 0);
    }

    /**
     * What one list said.
     *
     * @param health whether it can be trusted
     * @param epoch the epoch in which it said it
     * @param explanation its TXT record, or empty
     */
    record Part(DnsList list, ListHealth health, long epoch, Reading reading, String explanation) {}

    /**
     * A reply that is worth something.
     *
     * @param list the list
     * @param weight which of its weights
     * @param subject what is listed, an address or a name
     * @param replies the replies that the weight is for
     * @param explanation the list's own, or empty; may hold anything
     */
    public record Hit(DnsList list, Weight weight, String subject, List<IpAddress> replies, String explanation) {}

    /** What counts at this moment: one hit for each weight of each list that can be trusted. */
    public List<Hit> hits() {
        if (!anyListed) {
            return List.of();
        }
        List<Hit> hits = new ArrayList<>();
        for (Part part : parts) {
            if (part.reading() instanceof Reading.Listed listed && part.health().counts(part.epoch())) {
                for (Weight weight : part.list().weights()) {
                    List<IpAddress> replies = listed.replies().stream()
                            .filter(weight.reply()::matches)
                            .toList();
                    if (!replies.isEmpty()) {
                        hits.add(new Hit(part.list(), weight, subject, replies, part.explanation()));
                    }
                }
            }
        }
        return hits;
    }

    /**
     * A list of good senders that might hold the subject, for all that is known.
     *
     * @param list the list
     * @param why in an operator's words
     */
    public record Missing(DnsList list, String why) {}

    /** Which lists of good senders have not answered, or are not trusted any more in that they list the subject. */
    public List<Missing> missing() {
        if (!anyListed && !anyAllowMissing) {
            return List.of();
        }
        List<Missing> missing = new ArrayList<>();
        for (Part part : parts) {
            boolean trusted =
                    !(part.reading() instanceof Reading.Listed) || part.health().counts(part.epoch());
            if (part.list().mostTakenOff() < 0 && !(answered(part) && trusted)) {
                String why = trusted ? shown(part) : "not trusted any more";
                missing.add(new Missing(part.list(), why));
            }
        }
        return missing;
    }

    /** Whether a list of good senders has not answered: without, and when nothing is {@link #listed}, none is {@link #missing}. */
    public boolean lacksAllowList() {
        return anyAllowMissing;
    }

    /** Whether any list has listed it, trusted or not: without, there are no {@link #hits}. */
    public boolean listed() {
        return anyListed;
    }

    /** Whether any list has answered. */
    public boolean answered() {
        return answered;
    }

    /** Why nothing is known, when no list that should have been asked has answered; empty when one has, or when none is configured. */
    public Optional<String> unknown() {
        if (parts.isEmpty() || answered) {
            return Optional.empty();
        }
        return Optional.of(parts.stream()
                .map(part -> part.list().name() + ": " + shown(part))
                .collect(Collectors.joining("; ")));
    }

    private static String shown(Part part) {
        String shown = part.reading().shown();
        String why = part.reading() instanceof Reading.NotAsked ? part.health().why() : "";
        return why.isEmpty() ? shown : shown + ", for " + why;
    }

    private static boolean answered(Part part) {
        return part.reading() instanceof Reading.Listed || part.reading() instanceof Reading.NotListed;
    }

    /** What each list said. */
    List<Part> parts() {
        return parts;
    }
}
