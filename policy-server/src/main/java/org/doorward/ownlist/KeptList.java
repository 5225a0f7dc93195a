package org.doorward.ownlist;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.doorward.pattern.ListFile;
import org.doorward.pattern.ListReading;
import org.doorward.store.net.Cidr;

/**
 * The own list that commands change, kept by the server in a file of its state directory. Thread-safe; a change writes the whole
 * file, so never on an event loop.
 *
 * <p>A change is on the disk before it counts, and the file is replaced whole: a crash leaves the old list or the new one. Entries that
 * have ended are left out at the next change.
 */
public final class KeptList implements Supplier<OwnList> {

    /** What entries name as their source. */
    public static final String SOURCE = "doorward list";

    private static final String HEAD =
            "# Kept by Doorward: change it with \"doorward list add\" and \"doorward list remove\".\n";

    private final Path file;
    private volatile OwnList current;

    private KeptList(Path file, OwnList current) {
        this.file = file;
        this.current = current;
    }

    /** What became of a change. */
    public sealed interface Change {}

    /**
     * It was made.
     *
     * @param entry the entry that stands there now, or stood there until it was removed
     * @param before whether there was one for the same network before
     */
    public record Made(OwnListEntry entry, boolean before) implements Change {}

    /**
     * It was not.
     *
     * @param why the reason, with what to do
     */
    public record Refused(String why) implements Change {}

    /** Where the list of a server is kept. */
    public static Path file(Path stateDir) {
        return stateDir.resolve("own_list");
    }

    /**
     * Reads the list; one that is not there is empty.
     *
     * @return the list, or what is wrong with the file
     */
    public static ListReading<KeptList> open(Path file) {
        if (Files.notExists(file)) {
            return new ListReading.Good<>(new KeptList(file, OwnList.EMPTY));
        }
        ListReading<OwnList> reading = OwnList.read(List.of(file));
        return reading instanceof ListReading.Good<OwnList> good
                ? new ListReading.Good<>(new KeptList(file, ours(good.value())))
                : new ListReading.Bad<>(((ListReading.Bad<OwnList>) reading).problems());
    }

    private static OwnList ours(OwnList read) {
        return OwnList.of(read.entries().stream()
                .map(entry -> new OwnListEntry(entry.network(), entry.since(), entry.until(), entry.reason(), SOURCE))
                .toList());
    }

    /** The list in force. */
    @Override
    public OwnList get() {
        return current;
    }

    /**
     * Adds an entry, or replaces the one of the same network.
     *
     * @param until when it ends; empty for never
     * @param reason one line of text
     * @throws IOException when it cannot be written; then nothing has changed
     */
    synchronized Change add(Cidr network, Optional<Instant> until, String reason, Instant now) throws IOException {
        List<OwnListEntry> next = without(network, now);
        boolean before =
                current.entries().stream().anyMatch(entry -> entry.network().equals(network));
        Instant since = now.truncatedTo(ChronoUnit.SECONDS);
        OwnListEntry entry = new OwnListEntry(network, Optional.of(since), until, reason, SOURCE);
        next.add(entry);
        String text = text(next);
        if (next.size() >= ListFile.MOST_LINES || text.getBytes(StandardCharsets.UTF_8).length > ListFile.LARGEST) {
            return new Refused("the list is full; list wider networks, or let entries end");
        }
        store(next, text);
        return new Made(entry, before);
    }

    /**
     * Removes the entry of a network.
     *
     * @throws IOException when that cannot be written; then nothing has changed
     */
    synchronized Change remove(Cidr network, Instant now) throws IOException {
        Optional<OwnListEntry> entry = current.entries().stream()
                .filter(each -> each.network().equals(network))
                .findFirst();
        if (entry.isEmpty()) {
            return new Refused(network + " is not on the list");
        }
        List<OwnListEntry> next = without(network, now);
        store(next, text(next));
        return new Made(entry.get(), true);
    }

    private List<OwnListEntry> without(Cidr network, Instant now) {
        List<OwnListEntry> others = new ArrayList<>(current.entries());
        others.removeIf(entry -> entry.network().equals(network) || !entry.standsAt(now));
        return others;
    }

    private void store(List<OwnListEntry> next, String text) throws IOException {
        DurableFile.replace(file, text);
        current = OwnList.of(next);
    }

    private static String text(List<OwnListEntry> entries) {
        StringBuilder text = new StringBuilder(HEAD);
        for (OwnListEntry entry : entries) {
            text.append(new ListedLine(entry.network(), entry.since(), entry.until()))
                    .append(" # ")
                    .append(entry.reason())
                    .append('\n');
        }
        return text.toString();
    }
}
