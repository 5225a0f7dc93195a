package org.doorward.watch.replay;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.doorward.score.SightingBook.Offended;
import org.doorward.store.OffenceLedger;
import org.doorward.store.model.ClientNetwork;

/** Offences that wait to be recorded: of each offender what it did at one moment, so that it is judged at that moment. For one thread. */
final class Batch {

    private final List<Offended> offences = new ArrayList<>();
    private final Map<ClientNetwork, Instant> offenders = new HashMap<>();
    private Instant oldest = Instant.MAX;

    /** Whether something of a network waits: then nothing further of it may be read on before that is recorded. */
    boolean holds(ClientNetwork network) {
        return offenders.containsKey(network);
    }

    /** Whether there is no room for so many more. */
    boolean full(int more) {
        return offences.size() + more > OffenceLedger.OFFENCES_AT_ONCE;
    }

    void add(Offended offended) {
        Instant at = offended.offence().at();
        offences.add(offended);
        offenders.put(offended.offence().offender(), at);
        oldest = at.isBefore(oldest) ? at : oldest;
    }

    List<Offended> offences() {
        return offences;
    }

    boolean isEmpty() {
        return offences.isEmpty();
    }

    /** The moment of the oldest. */
    Instant oldest() {
        return oldest;
    }

    void clear() {
        offences.clear();
        offenders.clear();
        oldest = Instant.MAX;
    }
}
