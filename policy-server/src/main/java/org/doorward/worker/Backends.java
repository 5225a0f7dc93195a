package org.doorward.worker;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import org.doorward.config.DoorwardConfig;
import org.doorward.config.FirewallConfig;
import org.doorward.firewall.Firewall;
import org.doorward.firewall.command.CommandFirewall;
import org.doorward.firewall.ipset.IpsetFirewall;
import org.doorward.firewall.ipset.IpsetSettings;
import org.doorward.firewall.nft.NftFirewall;
import org.doorward.firewall.nft.NftSettings;
import org.doorward.firewall.routes.RoutesFirewall;

/** Makes the firewall that the configuration names. */
public final class Backends {

    private static final Duration PATIENCE = Duration.ofSeconds(15);

    /** It may have to log in to another host first. */
    private static final Duration COMMANDS_PATIENCE = Duration.ofSeconds(30);

    /** Who knocks is counted for so many networks at a time. */
    private static final int MOST_KNOCKS = 65_536;

    private Backends() {}

    /** The firewall. */
    public static Firewall of(DoorwardConfig config) {
        FirewallConfig firewall = config.firewall();
        return switch (firewall.backend()) {
            case NFTABLES -> new NftFirewall(nft(config));
            case IPSET -> new IpsetFirewall(ipset(config));
            case ROUTES -> new RoutesFirewall(List.of(program("ip")), PATIENCE, InstantSource.system());
            case COMMAND -> new CommandFirewall(firewall.command(), COMMANDS_PATIENCE, InstantSource.system());
        };
    }

    private static NftSettings nft(DoorwardConfig config) {
        FirewallConfig firewall = config.firewall();
        return new NftSettings(
                firewall.table(),
                Set.copyOf(firewall.ports()),
                action(config),
                firewall.limits().mostBans(),
                MOST_KNOCKS,
                List.of(program("nft")),
                PATIENCE);
    }

    private static IpsetSettings ipset(DoorwardConfig config) {
        FirewallConfig firewall = config.firewall();
        return new IpsetSettings(
                firewall.table(),
                Set.copyOf(firewall.ports()),
                IpsetSettings.Action.valueOf(action(config).name()),
                firewall.limits().mostBans(),
                name -> List.of(program(name)),
                PATIENCE);
    }

    /** In observe mode nothing of Doorward's refuses anybody. */
    static boolean observes(DoorwardConfig config) {
        return config.mode() == DoorwardConfig.Mode.OBSERVE
                || config.firewall().action() == FirewallConfig.Action.OBSERVE;
    }

    private static NftSettings.Action action(DoorwardConfig config) {
        if (observes(config)) {
            return NftSettings.Action.OBSERVE;
        }
        return config.firewall().action() == FirewallConfig.Action.RESET
                ? NftSettings.Action.RESET
                : NftSettings.Action.DROP;
    }

    /** Programs of the system administration are not on everybody's path. */
    static String program(String name) {
        for (String folder : List.of("/usr/sbin", "/sbin", "/usr/bin", "/usr/local/sbin")) {
            if (Files.isExecutable(Path.of(folder, name))) {
                return folder + "/" + name;
            }
        }
        return name;
    }
}
