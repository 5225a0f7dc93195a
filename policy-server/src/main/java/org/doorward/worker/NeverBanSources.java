package org.doorward.worker;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.doorward.config.DoorwardConfig;
import org.doorward.firewall.guard.ConfiguredNetworks;
import org.doorward.firewall.guard.MailFacts;
import org.doorward.firewall.guard.NeverBanSource;
import org.doorward.firewall.guard.SpecialNetworks;
import org.doorward.firewall.guard.host.Gateways;
import org.doorward.firewall.guard.host.HostFiles;
import org.doorward.firewall.guard.host.HostProgram;
import org.doorward.firewall.guard.host.OwnNetworks;
import org.doorward.firewall.guard.host.PostfixNetworks;
import org.doorward.firewall.guard.host.Resolvers;
import org.doorward.firewall.guard.host.SshPeers;

/** All that says whom no ban may touch. */
public final class NeverBanSources {

    private NeverBanSources() {}

    /**
     * The worker's sources, in the order in which they are listed.
     *
     * @param facts what the server says
     */
    public static List<NeverBanSource> of(
            DoorwardConfig config, WorkerPlaces places, MailFacts facts, InstantSource clock) {
        List<NeverBanSource> sources =
                new ArrayList<>(ofHost(config, places.stateDir().resolve("logins"), clock));
        sources.add(new ConfiguredNetworks(config.ban().never()));
        sources.add(facts);
        return sources;
    }

    /**
     * What this host says by itself, and what holds for every host.
     *
     * @param logins remembers who was logged in by SSH; the file need not be there
     */
    public static List<NeverBanSource> ofHost(DoorwardConfig config, Path logins, InstantSource clock) {
        HostFiles files = new HostFiles(Path.of("/"));
        return List.of(
                new SpecialNetworks(),
                new OwnNetworks(files),
                new Gateways(files),
                new Resolvers(files),
                new PostfixNetworks(files, new HostProgram()),
                new SshPeers(files, config.firewall().sshPorts(), clock, logins));
    }
}
