package org.doorward.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Section {@code [firewall]}.
 *
 * @param inServe whether the server runs the worker; else a unit of its own does
 * @param backend what drops the packets
 * @param action what becomes of a banned client's packet
 * @param table the name of the own table
 * @param ports the ports that a ban is for
 * @param server where the worker asks for bans; empty for {@code admin.listen}
 * @param tokenFile the admin token; empty for the one in {@code state_dir}
 * @param stateDir where the worker keeps its state; empty for systemd's or the usual one
 * @param timing how often what is done
 * @param limits how much is pushed
 * @param foreign what is done with elements that no ban is for
 * @param onStop what becomes of the firewall when the worker stops
 * @param sshPorts whose peers are never banned
 * @param dropLists lists of networks that are dropped whatever they do: files or URLs
 * @param dropEvery how often they are fetched
 * @param dropWidest how wide networks of theirs may be
 * @param command the operator's own program, with its arguments
 * @param metricsFile where Prometheus's node exporter reads the worker's metrics; empty for nowhere
 */
public record FirewallConfig(
        boolean inServe,
        Backend backend,
        Action action,
        String table,
        List<Integer> ports,
        Optional<ListenAddress.Inet> server,
        Optional<Path> tokenFile,
        Optional<Path> stateDir,
        Timing timing,
        Limits limits,
        Foreign foreign,
        OnStop onStop,
        List<Integer> sshPorts,
        List<String> dropLists,
        Duration dropEvery,
        DropWidest dropWidest,
        List<String> command,
        Optional<Path> metricsFile) {

    /** What drops the packets. */
    public enum Backend {
        /** The kernel's nftables, by the program {@code nft}. */
        NFTABLES,
        /** ipset, with rules of iptables and ip6tables. */
        IPSET,
        /** Routes that lead nowhere. */
        ROUTES,
        /** A program of the operator's own. */
        COMMAND
    }

    /** What becomes of a banned client's packet. */
    public enum Action {
        /** It is dropped without a word. */
        DROP,
        /** It is answered with a TCP reset. */
        RESET,
        /** It is counted, and passes. */
        OBSERVE
    }

    /** What is done with elements that no ban is for. */
    public enum Foreign {
        /** They are taken out. */
        REMOVE,
        /** They stay. */
        KEEP
    }

    /** What becomes of the firewall when the worker stops. */
    public enum OnStop {
        /** It stays, and the bans end by their own time-outs. */
        KEEP,
        /** It is put to sleep: everything passes, and nothing is forgotten. */
        SLEEP,
        /** All that is ours is taken away. */
        REMOVE
    }

    /**
     * How often what is done.
     *
     * @param look how often the firewall is looked at
     * @param audit how often all that it holds is read and compared
     * @param knocks how often it is asked who still knocks
     */
    public record Timing(Duration look, Duration audit, Duration knocks) {}

    /**
     * How wide networks of drop lists may be.
     *
     * @param v4 the shortest IPv4 prefix that is taken
     * @param v6 the shortest IPv6 prefix that is taken
     */
    public record DropWidest(int v4, int v6) {}

    /**
     * How much is pushed.
     *
     * @param mostBans how many bans at most
     * @param auditAtMost with more bans than this nothing is audited
     * @param stormBans more new bans in a minute are held back
     */
    public record Limits(int mostBans, int auditAtMost, int stormBans) {}
}
