package org.doorward.watch.replay;

import java.io.Closeable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import org.doorward.watch.line.LogEntry;

/**
 * Several old logs as one: always the log whose next entry is the earliest goes on. Where a log's own entries are not in order they stay as they are.
 * For one thread.
 */
public final class PastLogs implements Closeable {

    private final List<PastLog> all;
    private final PriorityQueue<Place> waiting = new PriorityQueue<>(
            Comparator.comparing((Place place) -> place.log().entry().at()).thenComparing(Place::number));

    private Optional<Place> current = Optional.empty();
    private long passed;

    /** A log, and its number, by which logs of one moment are ordered. */
    private record Place(PastLog log, int number) {}

    /**
     * Goes to the first entry of each.
     *
     * @param logs in any order
     * @throws ReplayException when one of them cannot be read, or is no log
     */
    public PastLogs(List<PastLog> logs) throws ReplayException {
        this.all = List.copyOf(logs);
        List<Place> places = new ArrayList<>();
        for (PastLog log : all) {
            places.add(new Place(log, places.size()));
        }
        for (Place place : places) {
            advance(place);
        }
    }

    private void advance(Place place) throws ReplayException {
        boolean more = place.log().advance();
        passed += place.log().passed();
        if (more) {
            waiting.add(place);
        }
    }

    /** The next entry; empty behind the last one. */
    Optional<LogEntry> next() throws ReplayException {
        if (current.isPresent()) {
            Place before = current.get();
            boolean more = before.log().advance();
            passed += before.log().passed();
            if (more && stillFirst(before)) {
                return Optional.of(before.log().entry());
            }
            if (more) {
                waiting.add(before);
            }
        }
        current = Optional.ofNullable(waiting.poll());
        return current.map(place -> place.log().entry());
    }

    private boolean stillFirst(Place place) {
        Place other = waiting.peek();
        return other == null
                || place.log().entry().at().isBefore(other.log().entry().at());
    }

    /** How many lines that are no entries were passed so far. */
    long passed() {
        return passed;
    }

    /** How many bytes of the files were read. */
    long bytesRead() {
        return all.stream().mapToLong(PastLog::bytesRead).sum();
    }

    @Override
    public void close() {
        all.forEach(PastLog::close);
    }
}
