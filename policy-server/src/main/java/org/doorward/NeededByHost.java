package org.doorward;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.doorward.firewall.guard.NeverBanSource;
import org.doorward.firewall.guard.NeverBans;
import org.doorward.store.net.Cidr;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whom this host cannot do without: its gateways, resolvers, Postfix's networks, who is logged in by SSH. The firewall's worker asks the
 * same sources; here they keep a ban from beginning at all. Safe for use by several threads.
 *
 * <p>The host is asked by a thread of its own, for Postfix may take seconds to answer, and anew once a minute. A source that fails keeps what
 * it said last.
 */
final class NeededByHost implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(NeededByHost.class);
    private static final Duration EVERY = Duration.ofMinutes(1);

    private final NeverBans sources;
    private final CompletableFuture<Void> firstLook = new CompletableFuture<>();
    private final ScheduledExecutorService thread;

    private NeededByHost(List<NeverBanSource> sources, InstantSource clock) {
        this.sources = new NeverBans(sources, clock);
        this.thread = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread made = new Thread(task, "host");
            made.setDaemon(true);
            return made;
        });
    }

    /** Begins to look, and does not wait for it. */
    static NeededByHost start(List<NeverBanSource> sources, InstantSource clock) {
        NeededByHost started = new NeededByHost(sources, clock);
        Future<?> unused =
                started.thread.scheduleWithFixedDelay(started::look, 0, EVERY.toMillis(), TimeUnit.MILLISECONDS);
        return started;
    }

    /** What is thrown would end all further looks without a word. */
    private void look() {
        try {
            sources.refresh();
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.error("This host cannot be asked whom it needs; what it said last holds", e);
        }
        firstLook.complete(null);
    }

    /** Done once every source was asked; each takes some seconds at most. Never fails. */
    CompletionStage<Void> asked() {
        return firstLook.minimalCompletionStage();
    }

    /** Why a network, or one within it, or the one that it lies in, must not be banned, as far as is known at the moment; or empty. */
    Optional<String> why(Cidr network) {
        return sources.current().why(network).map("it would touch "::concat);
    }

    /** Looks no more. */
    @Override
    public void close() {
        thread.shutdownNow();
        firstLook.complete(null);
    }
}
