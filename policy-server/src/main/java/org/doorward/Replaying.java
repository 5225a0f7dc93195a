package org.doorward;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.doorward.config.DoorwardConfig;
import org.doorward.config.Vector;
import org.doorward.feed.Logins;
import org.doorward.score.BanRules;
import org.doorward.score.NeverBan;
import org.doorward.score.Scoreboard;
import org.doorward.score.SightingBook;
import org.doorward.store.OffenceLedger;
import org.doorward.store.net.CidrSet;
import org.doorward.store.net.IpAddress;
import org.doorward.watch.LineParser;
import org.doorward.watch.Sieve;
import org.doorward.watch.replay.BansMade;
import org.doorward.watch.replay.PastLog;
import org.doorward.watch.replay.PastLogs;
import org.doorward.watch.replay.Period;
import org.doorward.watch.replay.Progress;
import org.doorward.watch.replay.Replay;
import org.doorward.watch.replay.ReplayClock;
import org.doorward.watch.replay.ReplayException;
import org.doorward.watch.replay.Report;
import org.doorward.watch.replay.Tally;
import org.doorward.watch.replay.TemporaryStore;

/**
 * What a configuration would have made of old logs: the replay's wiring. Touches no network and nothing of a server's, and asks no name server: who is spared
 * for what only these know is not spared here.
 */
public final class Replaying {

    private final DoorwardConfig config;
    private final Surroundings around;

    /**
     * What a replay takes from its process.
     *
     * @param in standard input, for a log that is called {@code -}
     * @param temporary where a temporary directory may be made
     * @param clock the time of day
     * @param nanos a steady clock in nanoseconds
     * @param random where the ids of bans come from
     */
    public record Surroundings(
            InputStream in, Path temporary, InstantSource clock, LongSupplier nanos, RandomGenerator random) {}

    /**
     * Which logs.
     *
     * @param logs files, or {@code -} for standard input; in any order
     * @param zone where stamps without an offset were written
     * @param period what is counted of them
     */
    public record Order(List<Path> logs, ZoneId zone, Period period) {}

    /** By these settings. */
    public Replaying(DoorwardConfig config, Surroundings around) {
        this.config = config;
        this.around = around;
    }

    /** How many bytes an order's files have; 0 when standard input is among them. */
    public static long bytes(Order order) {
        long bytes = 0;
        for (Path log : order.logs()) {
            try {
                if (standardInput(log)) {
                    return 0;
                }
                bytes += Files.size(log);
            } catch (IOException e) {
                // Whoever opens it says so.
                return 0;
            }
        }
        return bytes;
    }

    /**
     * Reads the logs.
     *
     * @param progress is told how far it is
     * @throws ReplayException when a log, a file that the configuration names, or the temporary store cannot be used
     */
    public Report report(Order order, Progress progress) throws ReplayException {
        ReplayClock clock = new ReplayClock();
        Tally tally = new Tally();
        BansMade bans = new BansMade(tally);
        try (PastLogs logs = open(order);
                TemporaryStore store = new TemporaryStore(
                        around.temporary(),
                        config.store().offenceAge(),
                        config.store().banAge(),
                        clock,
                        around.nanos(),
                        around.random())) {
            SightingBook book = book(store.offences(), bans, clock);
            LineParser parser = LineParser.of(Watching.settings(config.watch()), order.zone(), clock);
            Sieve sieve = new Sieve(acquaintances(clock));
            new Replay(new Replay.Parts(parser, sieve, book, bans, store, clock, order.period()), tally)
                    .run(logs, progress);
        }
        return new Report(
                tally, config.ban().ladder(), order.zone(), config.ban().enabled());
    }

    private PastLogs open(Order order) throws ReplayException {
        List<PastLog> logs = new ArrayList<>();
        for (Path log : order.logs()) {
            logs.add(
                    standardInput(log)
                            ? PastLog.of(around.in(), order.zone(), around.clock())
                            : PastLog.of(log, order.zone()));
        }
        return new PastLogs(logs);
    }

    private static boolean standardInput(Path log) {
        return log.toString().equals("-");
    }

    private SightingBook book(OffenceLedger ledger, BansMade bans, InstantSource clock) throws ReplayException {
        BanRules rules =
                new BanRules(config.score(), config.ban(), config.store().offenceAge());
        NeverBan never = new NeverBan(
                NeverBans.known(
                        config,
                        OwnAddresses.all(),
                        network -> Optional.empty(),
                        files().access(),
                        address -> Optional.empty(),
                        clock),
                List.of());
        return new SightingBook(ledger, new Scoreboard(ledger, rules, never, bans, around.random()), rules, bans);
    }

    private RuleFiles files() throws ReplayException {
        try {
            return RuleFiles.read(config);
        } catch (RefusedException e) {
            throw new ReplayException(String.valueOf(e.getMessage()), e);
        }
    }

    private Sieve.Acquaintances acquaintances(ReplayClock clock) {
        Logins logins = new Logins(clock::nanos);
        CidrSet exempt = CidrSet.of(config.exempt().networks());
        return new Sieve.Acquaintances() {
            @Override
            public void loggedIn(IpAddress address) {
                logins.loggedIn(address);
            }

            @Override
            public boolean spared(IpAddress address, Vector vector) {
                return exempt.contains(address) || logins.known(address);
            }
        };
    }
}
