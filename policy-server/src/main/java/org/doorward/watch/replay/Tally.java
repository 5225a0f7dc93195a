package org.doorward.watch.replay;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.doorward.store.blame.Ban;
import org.doorward.store.model.ClientNetwork;

/** What a replay has counted. For one thread. */
public final class Tally {

    /** 32 MB for each kind of count; a host that hears of more clients within some weeks is told so. */
    private static final int MOST_NETWORKS = 1_000_000;

    /** 300 bytes each. The bans of further ones are counted, and nothing else of them is. */
    private static final int MOST_BANNED = 200_000;

    /** What a line tells of. */
    enum Kind {
        CONNECTION,
        ACCEPTED,
        LOGIN,
        OFFENCE,
        NOTHING
    }

    private final Map<Kind, Long> lines = new EnumMap<>(Kind.class);
    private final NetworkCounts accepted = new NetworkCounts(MOST_NETWORKS);
    private final NetworkCounts offenders = new NetworkCounts(MOST_NETWORKS);
    private final Map<ClientNetwork, BannedNetwork> banned = new HashMap<>();
    private final Map<String, Long> bansByVector = new TreeMap<>();
    private final Map<Integer, Long> bansByRung = new TreeMap<>();
    private final Saving connections = new Saving();
    private final Saving rejects = new Saving();
    private final Saving dnsblQuestions = new Saving();
    private final Map<String, Saving> rejectsByVector = new TreeMap<>();
    private final Map<String, Saving> offencesByVector = new TreeMap<>();
    private Instant first = Instant.MAX;
    private Instant last = Instant.MIN;
    private long notUnderstood;
    private long leftOut;
    private long bans;
    private long refusedBans;
    private boolean bannedOverflowed;

    void line(Instant at, Kind kind) {
        lines.merge(kind, 1L, Long::sum);
        first = at.isBefore(first) ? at : first;
        last = at.isAfter(last) ? at : last;
    }

    void leftOut() {
        leftOut++;
    }

    void notUnderstood(long count) {
        notUnderstood = count;
    }

    void offender(ClientNetwork network) {
        offenders.add(network);
    }

    void accepted(ClientNetwork network) {
        accepted.add(network);
    }

    void connection(boolean saved) {
        connections.add(saved);
    }

    void offence(String vector, boolean reject, boolean question, boolean saved) {
        offencesByVector.computeIfAbsent(vector, first -> new Saving()).add(saved);
        if (reject) {
            rejects.add(saved);
            rejectsByVector.computeIfAbsent(vector, first -> new Saving()).add(saved);
        }
        if (question) {
            dnsblQuestions.add(saved);
        }
    }

    void banRefused() {
        refusedBans++;
    }

    void ban(String vector, Ban ban) {
        bans++;
        bansByVector.merge(vector, 1L, Long::sum);
        bansByRung.merge(ban.rung(), 1L, Long::sum);
        BannedNetwork known = banned.get(ban.network());
        if (known != null) {
            known.again(ban);
        } else if (banned.size() < MOST_BANNED) {
            banned.put(ban.network(), new BannedNetwork(vector, ban));
        } else {
            bannedOverflowed = true;
        }
    }

    /** A network that was banned, however that has ended. */
    Optional<BannedNetwork> banned(ClientNetwork network) {
        return Optional.ofNullable(banned.get(network));
    }

    /** Whether there were more banned networks than have been kept: only the store knows these. */
    boolean bannedOverflowed() {
        return bannedOverflowed;
    }

    /** The moment of the first line; empty when there was none. */
    Optional<Instant> first() {
        return first.equals(Instant.MAX) ? Optional.empty() : Optional.of(first);
    }

    Optional<Instant> last() {
        return last.equals(Instant.MIN) ? Optional.empty() : Optional.of(last);
    }

    /** How many lines were read, whatever they tell of; those of another time are not among them. */
    public long lines() {
        return notUnderstood
                + lines.values().stream().mapToLong(Long::longValue).sum();
    }

    long lines(Kind kind) {
        return lines.getOrDefault(kind, 0L);
    }

    long notUnderstood() {
        return notUnderstood;
    }

    /** How many lines were of another time than was asked for. */
    long linesLeftOut() {
        return leftOut;
    }

    int offenders() {
        return offenders.size();
    }

    long bans() {
        return bans;
    }

    long refusedBans() {
        return refusedBans;
    }

    Map<String, Long> bansByVector() {
        return bansByVector;
    }

    Map<Integer, Long> bansByRung() {
        return bansByRung;
    }

    Saving connections() {
        return connections;
    }

    Saving rejects() {
        return rejects;
    }

    Saving dnsblQuestions() {
        return dnsblQuestions;
    }

    Map<String, Saving> rejectsByVector() {
        return rejectsByVector;
    }

    Map<String, Saving> offencesByVector() {
        return offencesByVector;
    }

    /** How many messages of a network were taken, at whatever time. */
    int acceptedOf(ClientNetwork network) {
        return accepted.of(network);
    }

    int bannedNetworks() {
        return banned.size();
    }

    /** Those with the most bans, and among them with the most that these have kept away. */
    List<BannedNetwork> mostBanned(int limit) {
        return sorted(
                banned.values(),
                Comparator.comparingInt(BannedNetwork::bans)
                        .thenComparingLong(one -> one.connections() + one.offences())
                        .reversed(),
                limit);
    }

    /** Those that also delivered mail, the most that a ban would have kept away first. */
    List<BannedNetwork> wronglyBanned() {
        List<BannedNetwork> found = new ArrayList<>();
        banned.values().forEach(one -> {
            if (acceptedOf(one.network()) > 0) {
                found.add(one);
            }
        });
        return sorted(
                found,
                Comparator.comparingLong(BannedNetwork::accepted)
                        .thenComparingInt(one -> acceptedOf(one.network()))
                        .reversed(),
                found.size());
    }

    /** Those from where users logged in while they were banned. */
    List<BannedNetwork> usersBanned() {
        List<BannedNetwork> found = new ArrayList<>();
        banned.values().forEach(one -> {
            if (one.logins() > 0) {
                found.add(one);
            }
        });
        return sorted(found, Comparator.comparingLong(BannedNetwork::logins).reversed(), found.size());
    }

    private static List<BannedNetwork> sorted(
            Collection<BannedNetwork> networks, Comparator<BannedNetwork> order, int limit) {
        return networks.stream()
                .sorted(order.thenComparing(BannedNetwork::first)
                        .thenComparing(one -> one.network().cidr()))
                .limit(limit)
                .toList();
    }

    /** What is not told for want of room; each a sentence. */
    List<String> notes() {
        List<String> notes = new ArrayList<>();
        if (offenders.overflowed()) {
            notes.add(
                    "There were more than " + MOST_NETWORKS + " offenders; the further ones are not in their number.");
        }
        if (accepted.overflowed()) {
            notes.add("There were more than " + MOST_NETWORKS
                    + " clients whose mail was taken; the further ones are not known as wrongly banned.");
        }
        if (bannedOverflowed) {
            notes.add(
                    "There were more than " + MOST_BANNED
                            + " banned networks; of the further ones the bans are counted, but not what these saved, and they are in no list.");
        }
        return notes;
    }
}
