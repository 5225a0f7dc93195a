package org.doorward.store;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.doorward.store.blame.Ban;
import org.doorward.store.blame.Offender;
import org.doorward.store.intake.OffenderForm;
import org.doorward.store.model.ClientNetwork;
import org.doorward.store.net.Cidr;
import org.doorward.store.net.IpAddress;

/**
 * All bans that stand, in memory: every connection asks whether its client is banned, and must not wait for the answer.
 *
 * <p>A ban is held as the bytes of its stored form, some 130 of them, for as an object it would take five times as much. Bans
 * are grouped by the length of their network's prefix, of which there are few. Any thread may ask; only the writer shows.
 *
 * <p>Who holds a copy of them elsewhere, as a firewall does, asks for the {@link #news} since a revision.
 */
final class StandingBans {

    /** At a look a minute, half an hour: a wrong clock is noticed and put right sooner, or by hand with a restart. */
    private static final int LOOKS = 30;

    private final int limit;
    /** What the clock said at the latest looks, the oldest first. */
    private final Deque<Instant> clockAtLooks = new ArrayDeque<>();
    /** The longest prefix first: it is the most specific. */
    private final List<Length> lengths = new CopyOnWriteArrayList<>();

    private final AtomicInteger size = new AtomicInteger();
    private volatile int endedAndKept;
    private final BanLog log;

    /** The bans of all networks of one family whose prefixes have one length. */
    private record Length(boolean v6, int prefix, ConcurrentMap<IpAddress, byte[]> bans) {

        boolean holds(Cidr network) {
            return v6 == network.address().isV6() && prefix == network.prefix();
        }

        Ban ban(IpAddress first, byte[] form) {
            return OffenderForm.readBan(new ClientNetwork(new Cidr(first, prefix)), form);
        }

        Optional<BanNews.Entry> entry(IpAddress first, byte[] form, Instant now) {
            long until = OffenderForm.banUntil(form);
            return until <= now.toEpochMilli()
                    ? Optional.empty()
                    : Optional.of(new BanNews.Entry(
                            new Cidr(first, prefix), Instant.ofEpochMilli(until), OffenderForm.banId(form)));
        }
    }

    /** A ban as it is held. */
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    private record Held(Length length, IpAddress first, byte[] form) {

        long since() {
            return OffenderForm.banSince(form);
        }

        Ban ban() {
            return length.ban(first, form);
        }
    }

    /**
     * No bans yet.
     *
     * @param limit how many there may be
     * @param log takes down what changes
     */
    StandingBans(int limit, BanLog log) {
        this.limit = limit;
        this.log = log;
    }

    /** The ban of the smallest banned network around an address. */
    Optional<Ban> standing(IpAddress address, Instant now) {
        for (Length length : lengths) {
            if (length.v6() == address.isV6()) {
                IpAddress first = length.prefix() == address.bits() ? address : address.first(length.prefix());
                byte[] form = length.bans().get(first);
                if (form != null && now.toEpochMilli() < OffenderForm.banUntil(form)) {
                    return Optional.of(length.ban(first, form));
                }
            }
        }
        return Optional.empty();
    }

    /** How many there are; one that has ended may be among them for half an hour. */
    int size() {
        return size.get();
    }

    /** How many there are without those that had ended at the latest look. */
    int standing() {
        return Math.max(0, size.get() - endedAndKept);
    }

    /** Whether there may be so many more. */
    boolean roomFor(int more) {
        return size.get() + more <= limit;
    }

    /** How many there may be. */
    int limit() {
        return limit;
    }

    /** Shows whether an offender is banned now. What is banned already is shown although it is one too many. */
    void show(Offender offender, Instant now) {
        Cidr network = offender.network().cidr();
        Optional<Ban> standing = offender.standing(now);
        boolean news = standing.isPresent() ? put(network, standing.get()) : remove(network, now);
        if (news) {
            log.changed(network);
        }
    }

    private boolean put(Cidr network, Ban ban) {
        byte[] form = OffenderForm.bytes(ban);
        byte[] before = length(network).bans().put(network.address(), form);
        if (before == null) {
            size.incrementAndGet();
        }
        return !Arrays.equals(before, form);
    }

    private boolean remove(Cidr network, Instant now) {
        for (Length length : lengths) {
            byte[] before = length.holds(network) ? length.bans().remove(network.address()) : null;
            if (before != null) {
                size.decrementAndGet();
                return now.toEpochMilli() < OffenderForm.banUntil(before);
            }
        }
        return false;
    }

    /** Has something hear of each change, on the writer's thread: it must neither wait nor fail. */
    void onChange(Runnable listener) {
        log.onChange(listener);
    }

    /** The revision that {@link #news} would lead to now. */
    String revision() {
        return log.revision(log.latest());
    }

    /**
     * What has changed since a revision, or all there is when that is not known. What changes meanwhile may be in it already, and is
     * in the next news again.
     */
    BanNews news(Optional<String> since, Instant now) {
        long upTo = log.latest();
        Optional<Set<Cidr>> changed = since.flatMap(revision -> log.since(revision, upTo));
        List<BanNews.Entry> standing = new ArrayList<>();
        List<Cidr> over = new ArrayList<>();
        if (changed.isEmpty()) {
            lengths.forEach(length -> length.bans()
                    .forEach((first, form) -> length.entry(first, form, now).ifPresent(standing::add)));
        } else {
            for (Cidr network : changed.get()) {
                Optional<BanNews.Entry> entry = entry(network, now);
                entry.ifPresentOrElse(standing::add, () -> over.add(network));
            }
        }
        return new BanNews(log.revision(upTo), changed.isEmpty(), standing, over);
    }

    private Optional<BanNews.Entry> entry(Cidr network, Instant now) {
        for (Length length : lengths) {
            byte[] form = length.holds(network) ? length.bans().get(network.address()) : null;
            if (form != null) {
                return length.entry(network.address(), form, now);
            }
        }
        return Optional.empty();
    }

    /** The ban of exactly this network. */
    Optional<Ban> of(ClientNetwork network, Instant now) {
        Cidr cidr = network.cidr();
        for (Length length : lengths) {
            byte[] form = length.holds(cidr) ? length.bans().get(cidr.address()) : null;
            if (form != null && now.toEpochMilli() < OffenderForm.banUntil(form)) {
                return Optional.of(length.ban(cidr.address(), form));
            }
        }
        return Optional.empty();
    }

    /** Those that end before a moment and have not yet, in no order. Looks at all of them. */
    List<Ban> ending(Instant now, Instant before) {
        List<Ban> found = new ArrayList<>();
        for (Length length : lengths) {
            length.bans().forEach((first, form) -> {
                long until = OffenderForm.banUntil(form);
                if (until > now.toEpochMilli() && until <= before.toEpochMilli()) {
                    found.add(length.ban(first, form));
                }
            });
        }
        return found;
    }

    /** Those whose evidence begins so, in no order. Looks at all of them. */
    List<Ban> withEvidence(byte[] head, Instant now) {
        List<Ban> found = new ArrayList<>();
        for (Length length : lengths) {
            length.bans().forEach((first, form) -> {
                if (OffenderForm.banUntil(form) > now.toEpochMilli() && OffenderForm.banEvidenceBegins(form, head)) {
                    found.add(length.ban(first, form));
                }
            });
        }
        return found;
    }

    private Length length(Cidr network) {
        for (Length length : lengths) {
            if (length.holds(network)) {
                return length;
            }
        }
        Length made = new Length(network.address().isV6(), network.prefix(), new ConcurrentHashMap<>());
        int place = 0;
        while (place < lengths.size() && lengths.get(place).prefix() > made.prefix()) {
            place++;
        }
        lengths.add(place, made);
        return made;
    }

    /**
     * Lets go of those that have ended by all of the clock's latest {@value #LOOKS} looks: when a clock that was set forward is put right,
     * they stand again. Where there is little room left, those go at once that have ended by now. Looks at all of them; used by one
     * thread.
     */
    void dropEnded(Instant now) {
        clockAtLooks.addLast(now);
        if (clockAtLooks.size() > LOOKS) {
            clockAtLooks.removeFirst();
        }
        Instant surely = size.get() > limit / 2 ? now : Collections.min(clockAtLooks);
        int kept = 0;
        for (Length length : lengths) {
            for (Map.Entry<IpAddress, byte[]> ban : length.bans().entrySet()) {
                long until = OffenderForm.banUntil(ban.getValue());
                boolean gone = until <= surely.toEpochMilli() && length.bans().remove(ban.getKey(), ban.getValue());
                if (gone) {
                    size.decrementAndGet();
                } else if (until <= now.toEpochMilli()) {
                    kept++;
                }
            }
        }
        endedAndKept = kept;
    }

    /**
     * The newest ones, the newest first. Looks at all of them.
     *
     * @param most how many at most
     */
    List<Ban> newest(int most, Instant now) {
        PriorityQueue<Held> oldestFirst = new PriorityQueue<>(Comparator.comparingLong(Held::since));
        for (Length length : lengths) {
            for (Map.Entry<IpAddress, byte[]> ban : length.bans().entrySet()) {
                if (OffenderForm.banUntil(ban.getValue()) > now.toEpochMilli()) {
                    oldestFirst.add(new Held(length, ban.getKey(), ban.getValue()));
                }
                if (oldestFirst.size() > most) {
                    oldestFirst.remove();
                }
            }
        }
        List<Ban> found = new ArrayList<>();
        for (Iterator<Held> held = oldestFirst.iterator(); held.hasNext(); ) {
            found.add(held.next().ban());
        }
        found.sort(Comparator.comparing(Ban::since).reversed().thenComparing(Ban::id));
        return found;
    }
}
