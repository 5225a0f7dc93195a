package org.doorward.firewall.guard;

import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.doorward.firewall.guard.NeverBan.Entry;
import org.doorward.firewall.guard.NeverBanSource.Found;
import org.doorward.firewall.guard.NeverBanSource.Reading;
import org.doorward.store.net.Cidr;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts together what all sources say, and keeps what each said last when it fails. {@link #refresh} is for one thread at a time;
 * {@link #current} and {@link #statuses} are for all.
 */
public final class NeverBans {

    private static final Logger LOG = LoggerFactory.getLogger(NeverBans.class);

    /** A host says of none of its neighbourhoods that it is wider; who says so (a mynetworks of 0.0.0.0/0) would end all bans. */
    private static final int WIDEST_V4 = 8;

    private static final int WIDEST_V6 = 16;

    private final List<Asked> asked;
    private final InstantSource clock;
    private volatile NeverBan current = NeverBan.NOTHING;
    private volatile List<Status> statuses = List.of();

    /**
     * Nothing is known before the first refresh.
     *
     * @param sources whom to ask, in this order
     * @param clock the time of day
     */
    public NeverBans(List<? extends NeverBanSource> sources, InstantSource clock) {
        this.asked = sources.stream().map(Asked::new).toList();
        this.clock = clock;
    }

    /** Asks every source anew. Takes as long as the slowest of them allow themselves together. */
    public NeverBan refresh() throws InterruptedException {
        List<Entry> entries = new ArrayList<>();
        List<Status> after = new ArrayList<>();
        for (Asked source : asked) {
            source.ask(clock.instant());
            entries.addAll(source.entries);
            after.add(source.status());
        }
        statuses = List.copyOf(after);
        current = NeverBan.of(entries);
        return current;
    }

    /** What was known at the last refresh. */
    public NeverBan current() {
        return current;
    }

    /** How each source fared at the last refresh. */
    public List<Status> statuses() {
        return statuses;
    }

    /**
     * How a source fared.
     *
     * @param source its name
     * @param entries how many entries of it count
     * @param known when it said so; empty when it never did
     * @param failure why it did not answer the last time; empty when it did
     * @param remarks what it could not use
     */
    public record Status(
            String source, int entries, Optional<Instant> known, Optional<String> failure, List<String> remarks) {}

    /** A source with what it said last. */
    private static final class Asked {

        private final NeverBanSource source;
        private List<Entry> entries = List.of();
        private List<String> remarks = List.of();
        private @Nullable Instant known;
        private @Nullable String failure;

        Asked(NeverBanSource source) {
            this.source = source;
        }

        void ask(Instant now) throws InterruptedException {
            try {
                take(source.read(), now);
                if (failure != null) {
                    LOG.info("Never-ban: {} answers again", source.name());
                    failure = null;
                }
            } catch (IOException failed) {
                String why = String.valueOf(failed.getMessage());
                if (failure == null) {
                    LOG.warn(
                            "Never-ban: {} cannot be asked ({}); its last {} entries stay", source.name(), why, size());
                }
                failure = why;
            }
        }

        private void take(Reading reading, Instant now) {
            Instant asOf = reading.asOf() == null ? now : reading.asOf();
            List<Entry> taken = new ArrayList<>(reading.found().size());
            List<String> said = new ArrayList<>(reading.remarks());
            for (Found found : reading.found()) {
                if (tooWide(found.network())) {
                    said.add(found.network() + " (" + found.reason()
                            + ") is not taken: that wide it would end all bans");
                } else {
                    taken.add(new Entry(found.network(), found.reason(), source.name(), asOf));
                }
            }
            said.stream()
                    .filter(remark -> !remarks.contains(remark))
                    .forEach(remark -> LOG.warn("Never-ban: {}: {}", source.name(), remark));
            entries = List.copyOf(taken);
            remarks = List.copyOf(said);
            known = asOf;
        }

        /** The ranges that no client on the Internet has may be wider: 224.0.0.0/4 and the like. */
        private boolean tooWide(Cidr network) {
            int widest = network.address().isV6() ? WIDEST_V6 : WIDEST_V4;
            return network.prefix() < widest && !SpecialNetworks.holds(network);
        }

        private int size() {
            return entries.size();
        }

        Status status() {
            return new Status(source.name(), size(), Optional.ofNullable(known), Optional.ofNullable(failure), remarks);
        }
    }
}
