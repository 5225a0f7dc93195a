package org.doorward.watch.replay;

import java.time.Instant;
import org.doorward.store.blame.Ban;
import org.doorward.store.model.ClientNetwork;

/** A network that was banned at least once, and what its latest ban has kept away. For one thread. */
final class BannedNetwork {

    private final ClientNetwork network;
    private final String vector;
    private final Instant first;
    private Instant since;
    private Instant until;
    private int bans;
    private int rung;
    private long connections;
    private long offences;
    private long accepted;
    private long logins;

    /** Banned for the first time. */
    BannedNetwork(String vector, Ban ban) {
        this.network = ban.network();
        this.vector = vector;
        this.first = ban.since();
        this.since = ban.since();
        this.until = ban.until();
        again(ban);
    }

    /** Banned, perhaps again. */
    void again(Ban ban) {
        bans++;
        since = ban.since();
        until = ban.until();
        rung = Math.max(rung, ban.rung());
    }

    /** Whether its latest ban stands at a moment; before its beginning it does not, though the line was read later. */
    boolean stands(Instant at) {
        return !at.isBefore(since) && at.isBefore(until);
    }

    void connection() {
        connections++;
    }

    void offence() {
        offences++;
    }

    void acceptance() {
        accepted++;
    }

    void login() {
        logins++;
    }

    ClientNetwork network() {
        return network;
    }

    /** What the first ban was for: a vector's label, or {@code score}. */
    String vector() {
        return vector;
    }

    /** When the first ban began. */
    Instant first() {
        return first;
    }

    int bans() {
        return bans;
    }

    /** The highest rung, from 0. */
    int rung() {
        return rung;
    }

    /** Connections while banned. */
    long connections() {
        return connections;
    }

    /** Offences while banned, be they refusals or not. */
    long offences() {
        return offences;
    }

    /** Messages taken while banned. */
    long accepted() {
        return accepted;
    }

    /** Logins while banned. */
    long logins() {
        return logins;
    }
}
