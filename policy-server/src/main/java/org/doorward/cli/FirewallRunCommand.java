package org.doorward.cli;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.doorward.config.load.LoadResult;
import org.doorward.observe.Logging;
import org.doorward.worker.FirewallWorker;
import org.doorward.worker.WorkerPlaces;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code doorward firewall run}: the worker as a process of its own. */
@Command(
        name = "run",
        description = {
            "Keeps the firewall equal to the bans of the running server until SIGTERM or SIGINT; SIGHUP reads the configuration"
                    + " anew and begins anew where the firewall was left alone.",
            "The unit doorward-firewall runs this. It needs CAP_NET_ADMIN and nothing else."
        })
final class FirewallRunCommand extends ConfiguredCommand {

    private static final Logger LOG = LoggerFactory.getLogger(FirewallRunCommand.class);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(8);

    FirewallRunCommand(CliEnvironment environment) {
        super(environment);
    }

    @Override
    public Integer call() throws InterruptedException {
        LoadResult.Loaded loaded = options.loadValid(environment.loader(), CommandFailed.CONFIGURATION);
        Orders orders = Orders.ofProcess();
        Logging logging = Logging.start(loaded.config().log(), environment.variables(), environment.log());
        try {
            run(loaded, orders);
            return CommandLine.ExitCode.OK;
        } finally {
            logging.close();
            orders.ended();
        }
    }

    private void run(LoadResult.Loaded first, Orders orders) throws InterruptedException {
        LoadResult.Loaded loaded = first;
        while (true) {
            try (FirewallWorker worker = start(loaded, orders)) {
                LOG.info(
                        "{} networks are never dropped",
                        worker.neverBan().networks().size());
                tellSystemd();
                if (orders.next() != Orders.Order.RELOAD) {
                    orders.endWithin(STOP_LIMIT);
                    LOG.info("Stopping");
                    worker.stop();
                    return;
                }
                LoadResult again = options.load(environment.loader());
                if (again instanceof LoadResult.Loaded good) {
                    LOG.info("Beginning anew with the configuration as it is now");
                    loaded = good;
                } else {
                    LOG.error(
                            "The configuration is refused, the old one stays: {}",
                            ConfigProblems.text(((LoadResult.Refused) again).problems()));
                }
            }
        }
    }

    private FirewallWorker start(LoadResult.Loaded loaded, Orders orders) throws InterruptedException {
        try {
            return FirewallWorker.start(
                    loaded.config(),
                    WorkerPlaces.ofOwnProcess(loaded, environment.variables()),
                    environment.clock(),
                    environment.nanoTime(),
                    () -> orders.give(Orders.Order.RELOAD));
        } catch (IOException e) {
            throw new CommandFailed(String.valueOf(e.getMessage()));
        }
    }

    /** By systemd's own program: the JDK cannot write to a datagram socket of the file system. */
    private void tellSystemd() throws InterruptedException {
        if (!environment.variables().containsKey("NOTIFY_SOCKET")) {
            return;
        }
        try {
            new ProcessBuilder(List.of("systemd-notify", "--ready", "--status=Keeping the firewall"))
                    .inheritIO()
                    .start()
                    .waitFor();
        } catch (IOException e) {
            LOG.warn("systemd cannot be told that the worker is ready: {}", e.getMessage());
        }
    }
}
