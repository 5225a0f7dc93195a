package org.doorward.dnsbl;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.doorward.config.DnsblConfig;
import org.doorward.config.DnsblConfig.DnsList;
import org.doorward.dns.Dns;
import org.doorward.pattern.ReplyPattern;

/**
 * The health of every list that is configured. It outlives a reload: a list whose proof is the same keeps its standing, whatever else of
 * it has changed. Thread-safe.
 */
public final class HealthBook implements AutoCloseable {

    private final Dns dns;
    private final Timer timer;
    private final InstantSource clock;
    private final Duration memory;
    private final DnsblEvents events;
    private final Map<Proof, ListHealth> lists = new LinkedHashMap<>();

    /** All by which a list is known for the same. */
    private record Proof(
            String zone,
            String name,
            List<String> listed,
            List<String> clear,
            List<ReplyPattern> errors,
            ListHealth.ProbePlan plan) {}

    /**
     * An empty book.
     *
     * @param dns asks the lists
     * @param timer probes them when it is time
     * @param clock the time
     * @param memory for how long the DNS remembers an answer at most
     * @param events hears of the lists
     */
    public HealthBook(Dns dns, Timer timer, InstantSource clock, Duration memory, DnsblEvents events) {
        this.dns = dns;
        this.timer = timer;
        this.clock = clock;
        this.memory = memory;
        this.events = events;
    }

    /** The health of these lists, in their order. One that is new begins to prove itself. */
    synchronized List<ListHealth> of(DnsblConfig config) {
        List<ListHealth> healths = new ArrayList<>();
        for (DnsList list : config.lists()) {
            Proof proof = proof(list, config);
            ListHealth known = lists.get(proof);
            if (known == null) {
                known = new ListHealth(list, dns, timer, clock, proof.plan(), events);
                lists.put(proof, known);
                known.start();
            }
            healths.add(known);
        }
        return healths;
    }

    /** Forgets all lists but those of a configuration. */
    public synchronized void keep(DnsblConfig config) {
        var kept = config.lists().stream().map(list -> proof(list, config)).collect(Collectors.toSet());
        lists.entrySet().removeIf(entry -> {
            boolean gone = !kept.contains(entry.getKey());
            if (gone) {
                entry.getValue().close();
            }
            return gone;
        });
        // A list that has changed was dropped by its name a moment ago.
        lists.values().forEach(ListHealth::tellStanding);
    }

    private Proof proof(DnsList list, DnsblConfig config) {
        ParkingSchedule parking = new ParkingSchedule(config.parkLeast(), config.parkMost());
        return new Proof(
                list.zone(),
                list.name(),
                list.probeListed(),
                list.probeClear(),
                list.errors(),
                new ListHealth.ProbePlan(config.probeEvery(), parking, memory));
    }

    /** How each list is doing, in the order of the configuration. */
    public synchronized List<ListStatus> status() {
        return lists.values().stream().map(ListHealth::status).toList();
    }

    /** Probes no more. */
    @Override
    public synchronized void close() {
        lists.values().forEach(ListHealth::close);
        lists.clear();
    }
}
