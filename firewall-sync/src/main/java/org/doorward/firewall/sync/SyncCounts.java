package org.doorward.firewall.sync;

import java.time.Instant;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.doorward.firewall.FirewallException;

/** What the loop has done since its start. Used by one thread. */
final class SyncCounts {

    /** In what way the firewall was found to differ. */
    enum Drift {
        /** All that is ours was gone. */
        GONE,
        /** Rules or sets were not as they were made. */
        ALTERED,
        /** A ban that stands was not there. */
        MISSING,
        /** Something was there that no ban is for. */
        FOREIGN,
        /** A ban's end was another one. */
        OTHER_END,
        /** The host's clock was set. */
        CLOCK
    }

    private final Map<Drift, Long> healed = new EnumMap<>(Drift.class);
    private final Map<FirewallException.Kind, Long> failures = new EnumMap<>(FirewallException.Kind.class);
    private long begun;
    private long ended;
    private long rebuilds;
    private long rebuildMillis;
    private Instant lastChange = Instant.EPOCH;
    private String lastError = "";

    void drift(Drift kind, long times) {
        healed.merge(kind, times, Long::sum);
    }

    void failed(FirewallException failure) {
        failures.merge(failure.kind(), 1L, Long::sum);
        lastError = String.valueOf(failure.getMessage());
    }

    void applied(int begins, int ends, Instant now) {
        begun += begins;
        ended += ends;
        lastChange = now;
        lastError = "";
    }

    void rebuilt(long millis, Instant now) {
        rebuilds++;
        rebuildMillis = millis;
        lastChange = now;
        lastError = "";
    }

    /** All counts by their names in status and metrics. */
    Map<String, Long> named() {
        Map<String, Long> named = new TreeMap<>();
        named.put("begun", begun);
        named.put("ended", ended);
        named.put("rebuilds", rebuilds);
        named.put("rebuild_millis", rebuildMillis);
        for (Drift kind : Drift.values()) {
            named.put("drift_" + kind.name().toLowerCase(Locale.ROOT), healed.getOrDefault(kind, 0L));
        }
        for (FirewallException.Kind kind : FirewallException.Kind.values()) {
            named.put("failures_" + kind.name().toLowerCase(Locale.ROOT), failures.getOrDefault(kind, 0L));
        }
        return named;
    }

    Instant lastChange() {
        return lastChange;
    }

    String lastError() {
        return lastError;
    }
}
