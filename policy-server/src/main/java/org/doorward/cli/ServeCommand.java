package org.doorward.cli;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.stream.Collectors;
import org.doorward.PolicyServer;
import org.doorward.ServerEnvironment;
import org.doorward.StartException;
import org.doorward.admin.ReloadOutcome;
import org.doorward.config.DoorwardConfig;
import org.doorward.config.ListenAddress;
import org.doorward.config.load.LoadResult;
import org.doorward.observe.Logging;
import org.doorward.observe.SystemdNotifier;
import org.doorward.observe.Watchdog;
import org.doorward.worker.NeverBanSources;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code doorward serve}: the server, from its start to the signal that ends it. */
@Command(
        name = "serve",
        description = "Answers policy requests until SIGTERM or SIGINT; SIGHUP reads the configuration anew.",
        footer = {
            "",
            "Examples:",
            "  doorward serve",
            "  doorward serve --config ./doorward.toml --set mode=observe",
            "  doorward serve --set 'listen=[\"inet:127.0.0.1:60000\", \"unix:/var/spool/postfix/doorward/policy\"]'"
        })
final class ServeCommand extends ConfiguredCommand {

    private static final Logger LOG = LoggerFactory.getLogger(ServeCommand.class);

    /**
     * A stop that takes longer is a fault; systemd and Postfix should not wait for it. The JVM's own end is part of the 5 s that are
     * promised. What is asked already has 2 s of it and the store's last batch 2 s, of which they mostly need some milliseconds.
     */
    static final Duration STOP_LIMIT = Duration.ofMillis(4_800);

    ServeCommand(CliEnvironment environment) {
        super(environment);
    }

    @Override
    public Integer call() throws InterruptedException {
        LoadResult.Loaded loaded = options.loadValid(environment.loader(), CommandFailed.CONFIGURATION);
        Orders orders = Orders.ofProcess();
        try (Logging logging = Logging.start(loaded.config().log(), environment.variables(), environment.log());
                SystemdNotifier systemd = SystemdNotifier.of(
                        environment.variables(), ProcessHandle.current().pid(), environment.nanoTime())) {
            serve(loaded, logging, systemd, orders);
            return CommandLine.ExitCode.OK;
        } catch (StartException e) {
            throw new CommandFailed(
                    String.valueOf(e.getMessage()),
                    e.isForConfiguration() ? CommandFailed.CONFIGURATION : CommandLine.ExitCode.SOFTWARE);
        } finally {
            orders.ended();
        }
    }

    private void serve(LoadResult.Loaded loaded, Logging logging, SystemdNotifier systemd, Orders orders)
            throws StartException, InterruptedException {
        ServerEnvironment surroundings = new ServerEnvironment(
                environment.build(),
                environment.clock(),
                environment.nanoTime(),
                environment.random(),
                () -> options.load(environment.loader()),
                logging,
                config -> NeverBanSources.ofHost(config, config.stateDir().resolve("ssh-logins"), environment.clock()));
        try (PolicyServer server = PolicyServer.start(loaded, surroundings);
                Watchdog watchdog = new Watchdog(systemd, server.eventLoops())) {
            server.afterReload(outcome -> systemd.ready(status(server, outcome)));
            announce(loaded, server);
            systemd.ready(status(server));
            watchdog.start();
            obey(orders, server, systemd);
            orders.endWithin(STOP_LIMIT);
            LOG.info("Stopping");
            systemd.stopping();
        }
        LOG.info("Stopped");
    }

    /** Says where the server listens and what it stands on. */
    private void announce(LoadResult.Loaded loaded, PolicyServer server) {
        Instant ready = environment.clock().instant();
        LOG.info(
                "{} listens on {}; metrics and commands on {}; mode {}",
                environment.build().name(),
                String.join(", ", server.listening()),
                adminAddress(server),
                word(server.mode()));
        LOG.info("Configuration {}", configuration(loaded));
        LOG.info("State in {}", loaded.stateDirectory());
        LOG.info(
                "Ready in {} ms on Java {}",
                Duration.between(environment.started().get(), ready).toMillis(),
                environment.build().java());
    }

    private String configuration(LoadResult.Loaded loaded) {
        return loaded.files().isEmpty()
                ? "from no file, for there is no " + environment.loader().defaultFile() + ": the defaults hold"
                : "from " + loaded.files().stream().map(Path::toString).collect(Collectors.joining(", "));
    }

    /** What {@code systemctl status} shows, of the configuration that is in force. */
    private static String status(PolicyServer server) {
        return "Listening on " + String.join(", ", server.listening()) + ", mode " + word(server.mode());
    }

    private static String status(PolicyServer server, ReloadOutcome outcome) {
        boolean accepted = outcome instanceof ReloadOutcome.Accepted;
        return accepted ? status(server) : status(server) + " (the last reload was refused, see the log)";
    }

    private static String word(DoorwardConfig.Mode mode) {
        return mode.name().toLowerCase(Locale.ROOT);
    }

    private static ListenAddress adminAddress(PolicyServer server) {
        InetSocketAddress address = server.adminAddress();
        return new ListenAddress.Inet(address.getAddress().getHostAddress(), address.getPort());
    }

    private static void obey(Orders orders, PolicyServer server, SystemdNotifier systemd) throws InterruptedException {
        while (orders.next() == Orders.Order.RELOAD) {
            systemd.reloading();
            server.reload();
        }
    }
}
