package org.doorward.firewall.droplist;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import org.doorward.firewall.NeverBanned;
import org.doorward.firewall.droplist.DropListFeed.Ages;
import org.doorward.firewall.droplist.ListFetcher.Patience;
import org.doorward.store.net.Cidr;
import org.doorward.store.net.CidrMerge;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All drop lists together. Begins with what is on disk; {@link #refresh} brings what is due, and is for a thread of its own, for it may take
 * minutes. {@link #networks} answers from memory, for the loop.
 */
public final class DropLists {

    /** From this age on a list is said to be old. */
    public static final Duration WARNED = Duration.ofDays(7);

    /** At this age networks may have become somebody else's. */
    public static final Duration UNUSED = Duration.ofDays(30);

    private static final Logger LOG = LoggerFactory.getLogger(DropLists.class);
    private static final int NAMED = 20;

    private final List<DropListFeed> feeds;
    private final InstantSource clock;
    private volatile @Nullable Merged merged;

    /** What was put together, and out of what. */
    private record Merged(NeverBanned never, List<List<Cidr>> parts, List<Cidr> networks, List<List<String>> leftOut) {}

    /**
     * Reads what is on disk.
     *
     * @param lists the lists; each name once
     * @param directory where they are kept; is made when it is not there
     * @param warned from which age on a list is said to be old
     * @param clock the time of day
     * @param nanos a steady clock
     * @throws IOException when there is no such directory and none can be made
     */
    public DropLists(
            List<DropListSettings> lists, Path directory, Duration warned, InstantSource clock, LongSupplier nanos)
            throws IOException {
        this(lists, directory, warned, clock, new ListFetcher(Patience.USUAL, nanos), Room.ofThisProcess());
    }

    DropLists(
            List<DropListSettings> lists,
            Path directory,
            Duration warned,
            InstantSource clock,
            ListFetcher fetcher,
            Room room)
            throws IOException {
        if (!lists.isEmpty()) {
            Files.createDirectories(directory);
        }
        Ages ages = new Ages(warned, UNUSED);
        this.clock = clock;
        this.feeds = lists.stream()
                .map(list -> new DropListFeed(list, new ListFiles(directory, list.name()), fetcher, ages, room, clock))
                .toList();
    }

    /** Brings the lists that are due, one after the other. To be called about once a minute. */
    public void refresh() throws InterruptedException {
        for (DropListFeed feed : feeds) {
            feed.refresh();
        }
    }

    /**
     * The networks to drop: sorted, none over another, none that touches who is protected. The same list as long as nothing changes.
     *
     * @param never who is protected
     */
    public List<Cidr> networks(NeverBanned never) {
        return merge(never).networks();
    }

    /** How each list stands. */
    public List<DropListStatus> statuses() {
        Instant now = clock.instant();
        Merged last = merged;
        List<DropListStatus> statuses = new ArrayList<>();
        for (int i = 0; i < feeds.size(); i++) {
            statuses.add(feeds.get(i)
                    .status(now, last == null ? List.of() : last.leftOut().get(i)));
        }
        return statuses;
    }

    private Merged merge(NeverBanned never) {
        Instant now = clock.instant();
        List<List<Cidr>> parts = feeds.stream().map(feed -> feed.networks(now)).toList();
        Merged last = merged;
        if (last != null && same(parts, last.parts()) && never.equals(last.never())) {
            return last;
        }
        List<Cidr> all = new ArrayList<>();
        List<List<String>> leftOut = new ArrayList<>();
        for (List<Cidr> part : parts) {
            leftOut.add(sift(part, never, all));
        }
        tell(leftOut, last == null ? List.of() : last.leftOut());
        Merged next = new Merged(never, parts, CidrMerge.merge(all), leftOut);
        merged = next;
        return next;
    }

    /** What is left out anew; a list that is renewed each day leaves out the same ones each day. */
    private void tell(List<List<String>> leftOut, List<List<String>> before) {
        for (int list = 0; list < leftOut.size(); list++) {
            Set<String> told = before.isEmpty() ? Set.of() : Set.copyOf(before.get(list));
            for (String network : leftOut.get(list)) {
                if (!told.contains(network)) {
                    LOG.warn("The drop list {}: {}", feeds.get(list).name(), network);
                }
            }
        }
    }

    private static List<String> sift(List<Cidr> part, NeverBanned never, List<Cidr> into) {
        List<String> leftOut = new ArrayList<>();
        for (Cidr network : part) {
            Optional<String> why = never.why(network);
            if (why.isEmpty()) {
                into.add(network);
            } else if (leftOut.size() < NAMED) {
                leftOut.add(network + " is left out: it would touch " + why.get());
            }
        }
        return List.copyOf(leftOut);
    }

    /** Whether these are the very same lists: comparing half a million networks twice a second would be felt. */
    private static boolean same(List<List<Cidr>> some, List<List<Cidr>> others) {
        for (int i = 0; i < some.size(); i++) {
            if (some.get(i) != others.get(i)) {
                return false;
            }
        }
        return true;
    }
}
