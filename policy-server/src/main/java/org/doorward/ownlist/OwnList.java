package org.doorward.ownlist;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.doorward.pattern.ClientIndex;
import org.doorward.pattern.ClientPattern;
import org.doorward.pattern.ListFile;
import org.doorward.pattern.ListProblem;
import org.doorward.pattern.ListReading;
import org.doorward.store.net.IpAddress;

/** Entries of the own list, compiled: found by the longest prefix around an address. Immutable. */
public final class OwnList {

    /** The list without entries. */
    public static final OwnList EMPTY = OwnList.of(List.of());

    private final List<OwnListEntry> entries;
    private final ClientIndex<OwnListEntry> index;

    private OwnList(List<OwnListEntry> entries) {
        this.entries = List.copyOf(entries);
        ClientIndex.Builder<OwnListEntry> builder = new ClientIndex.Builder<>();
        entries.forEach(entry -> builder.add(new ClientPattern.Network(entry.network()), entry));
        index = builder.build();
    }

    /** The list of these entries. */
    public static OwnList of(List<OwnListEntry> entries) {
        return new OwnList(entries);
    }

    /**
     * Reads files, one entry a line: a network, when it ends if it does, and the reason behind a {@code #}.
     *
     * @param files the files
     */
    public static ListReading<OwnList> read(List<Path> files) {
        ListFile<ListedLine> reader = new ListFile<>(ListedLine::parse);
        List<OwnListEntry> entries = new ArrayList<>();
        List<ListProblem> problems = new ArrayList<>();
        for (Path file : files) {
            ListReading<List<ListFile.Line<ListedLine>>> reading = reader.read(file);
            if (reading instanceof ListReading.Good<List<ListFile.Line<ListedLine>>> good) {
                good.value().forEach(line -> entries.add(entry(line)));
            } else if (reading instanceof ListReading.Bad<List<ListFile.Line<ListedLine>>> bad) {
                problems.addAll(bad.problems());
            }
        }
        return problems.isEmpty() ? new ListReading.Good<>(of(entries)) : new ListReading.Bad<>(problems);
    }

    private static OwnListEntry entry(ListFile.Line<ListedLine> line) {
        ListedLine read = line.pattern();
        String source = line.source() + ":" + line.number();
        return new OwnListEntry(read.network(), read.since(), read.until(), line.note(), source);
    }

    /** The most specific entry around an address that stands at a moment. */
    public Optional<OwnListEntry> match(IpAddress address, Instant moment) {
        return entries.isEmpty()
                ? Optional.empty()
                : index.first(Optional.of(address), "", entry -> entry.standsAt(moment));
    }

    /** All entries in their order, those that have ended included. */
    public List<OwnListEntry> entries() {
        return entries;
    }
}
