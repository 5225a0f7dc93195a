package org.doorward;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.stream.Collectors;
import org.doorward.config.DoorwardConfig;
import org.doorward.config.load.LoadResult;
import org.doorward.worker.FirewallWorker;
import org.doorward.worker.WorkerPlaces;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The firewall's worker within the server, which is replaced by another one when the operator wants that. Safe for use by several threads. */
final class WorkerWithin {

    private static final Logger LOG = LoggerFactory.getLogger(WorkerWithin.class);

    private final InetSocketAddress admin;
    private final ServerEnvironment environment;
    private DoorwardConfig config;
    private FirewallWorker worker;
    private boolean stopped;

    private WorkerWithin(DoorwardConfig config, InetSocketAddress admin, ServerEnvironment environment)
            throws IOException, InterruptedException {
        this.admin = admin;
        this.environment = environment;
        this.config = config;
        this.worker = worker(config);
    }

    /**
     * Starts one. It speaks with this server as one of its own process does, by the feed.
     *
     * @param admin where the server's admin listener is
     * @throws IOException as {@link FirewallWorker#start}
     */
    static WorkerWithin start(DoorwardConfig config, InetSocketAddress admin, ServerEnvironment environment)
            throws IOException, InterruptedException {
        return new WorkerWithin(config, admin, environment);
    }

    private FirewallWorker worker(DoorwardConfig of) throws IOException, InterruptedException {
        return FirewallWorker.start(
                of, WorkerPlaces.within(of, admin), environment.clock(), environment.nanoTime(), this::beginAnewSoon);
    }

    /** Not by the worker's own thread, whose end is waited for. */
    private void beginAnewSoon() {
        Thread thread = new Thread(this::beginAnew, "firewall-anew");
        thread.setDaemon(true);
        thread.start();
    }

    private synchronized void beginAnew() {
        if (stopped) {
            return;
        }
        DoorwardConfig next = config;
        LoadResult read = environment.configuration().get();
        if (read instanceof LoadResult.Loaded good) {
            next = good.config();
        } else {
            LOG.error(
                    "The configuration is refused, the firewall's old one stays: {}",
                    ((LoadResult.Refused) read)
                            .problems().stream().map(Object::toString).collect(Collectors.joining("; ")));
        }
        LOG.info("The firewall's worker begins anew");
        worker.close();
        try {
            worker = worker(next);
            config = next;
        } catch (IOException e) {
            LOG.error("The firewall is not kept any more until the server is restarted: {}", e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Stops it for good. */
    synchronized void stop() {
        stopped = true;
        worker.stop();
    }
}
