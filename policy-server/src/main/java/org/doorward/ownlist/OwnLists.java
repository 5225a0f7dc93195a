package org.doorward.ownlist;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.doorward.ownlist.KeptList.Change;
import org.doorward.ownlist.KeptList.Made;
import org.doorward.ownlist.KeptList.Refused;
import org.doorward.store.net.Cidr;

/**
 * All that stands on the own list, and the changes that an operator orders. Thread-safe; changes write a file, so never on an event
 * loop.
 *
 * @param kept what commands change
 * @param files what stands in the operator's files
 * @param exempt the networks that are never questioned
 */
public record OwnLists(KeptList kept, Supplier<OwnList> files, Supplier<List<Cidr>> exempt) {

    /** A line of a screen; who has more to say has a file. */
    private static final int LONGEST_REASON = 200;

    /** All entries, those of commands first, those that have ended included. */
    public List<OwnListEntry> all() {
        return Stream.concat(kept.get().entries().stream(), files.get().entries().stream())
                .toList();
    }

    /**
     * Lists a network.
     *
     * @param network as the operator wrote it
     * @param reason as the operator wrote it
     * @param lasts how long; empty for ever
     * @throws IOException when it cannot be written; then nothing has changed
     */
    public Change add(String network, String reason, Optional<Duration> lasts, Instant now) throws IOException {
        Optional<Cidr> read = Cidr.parse(network.strip());
        if (read.isEmpty()) {
            return noNetwork(network);
        }
        Optional<String> unfit = ListableNetworks.problem(read.get(), exempt.get());
        if (unfit.isPresent()) {
            return new Refused(unfit.get() + "; " + ListableNetworks.REMEDY);
        }
        String why = reason.strip();
        if (why.isEmpty() || why.length() > LONGEST_REASON || why.chars().anyMatch(OwnLists::endsLine)) {
            return new Refused("the reason must be one line of 1 to " + LONGEST_REASON + " characters");
        }
        return kept.add(read.get(), lasts.map(time -> now.plus(time).truncatedTo(ChronoUnit.SECONDS)), why, now);
    }

    /**
     * Takes a network off the list.
     *
     * @param network as the operator wrote it
     * @throws IOException when that cannot be written; then nothing has changed
     */
    public Change remove(String network, Instant now) throws IOException {
        Optional<Cidr> read = Cidr.parse(network.strip());
        if (read.isEmpty()) {
            return noNetwork(network);
        }
        Change change = kept.remove(read.get(), now);
        return change instanceof Made ? change : new Refused(notListed(read.get(), now));
    }

    private static boolean endsLine(int character) {
        return Character.isISOControl(character)
                || Character.getType(character) == Character.LINE_SEPARATOR
                || Character.getType(character) == Character.PARAGRAPH_SEPARATOR;
    }

    private static Refused noNetwork(String network) {
        return new Refused(
                "this is no network: " + Cidr.problem(network.strip()).orElse(""));
    }

    /** That it is not listed, and what is instead. */
    private String notListed(Cidr network, Instant now) {
        String not = network + " is not on the list that commands change";
        return files.get()
                .match(network.address(), now)
                .or(() -> kept.get().match(network.address(), now))
                .map(around -> not + "; this is: " + around)
                .orElse(not + "; \"doorward list\" shows what is");
    }
}
