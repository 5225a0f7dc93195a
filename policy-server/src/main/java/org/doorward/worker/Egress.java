package org.doorward.worker;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.doorward.config.DoorwardConfig;
import org.doorward.config.EgressConfig;
import org.doorward.firewall.FirewallException;
import org.doorward.firewall.egress.EgressLock;
import org.doorward.firewall.egress.EgressSettings;
import org.doorward.firewall.egress.HostUsers;
import org.doorward.firewall.egress.Rogue;
import org.doorward.firewall.guard.NeverBan;
import org.doorward.firewall.guard.NeverBans;
import org.doorward.firewall.guard.SpecialNetworks;
import org.doorward.firewall.guard.host.HostFiles;
import org.doorward.firewall.guard.host.HostProgram;
import org.doorward.firewall.guard.host.OwnNetworks;
import org.doorward.firewall.nft.NftCommand;
import org.doorward.store.net.Cidr;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The outbound lock as the worker keeps it. */
public final class Egress {

    private static final Logger LOG = LoggerFactory.getLogger(Egress.class);

    /** The same rogue is told of once in this time. */
    private static final Duration WINDOW = Duration.ofMinutes(10);

    private final boolean enabled;
    private final NftCommand nft = new NftCommand(List.of(Backends.program("nft")));
    private final EgressLock lock;
    private final Consumer<Rogue> rogues;
    private boolean failed;

    private Egress(boolean enabled, DoorwardConfig config, InstantSource clock, Consumer<Rogue> rogues)
            throws IOException, InterruptedException {
        EgressConfig egress = config.egress();
        boolean observes = config.mode() == DoorwardConfig.Mode.OBSERVE;
        EgressSettings settings = new EgressSettings(
                egress.enabled(),
                EgressSettings.Where.valueOf(egress.where().name()),
                egress.hosts(),
                egress.users(),
                observes
                        ? EgressSettings.Mode.OBSERVE
                        : EgressSettings.Mode.valueOf(egress.mode().name()));
        // A router may have none of them.
        boolean ownUsers = enabled && egress.where() != EgressConfig.Where.FORWARD;
        Set<Long> uids = ownUsers ? new HostUsers(new HostProgram()).uids(egress.users()) : Set.of();
        this.enabled = enabled;
        this.rogues = rogues;
        this.lock = new EgressLock(nft, settings, uids, local(clock), WINDOW, clock);
    }

    /**
     * The lock of a configuration, not in place yet.
     *
     * @param rogues hears of those who were refused
     * @throws IOException when a user is named that this host does not know; the message says which
     */
    public static Egress of(DoorwardConfig config, InstantSource clock, Consumer<Rogue> rogues)
            throws IOException, InterruptedException {
        return new Egress(config.egress().enabled(), config, clock, rogues);
    }

    /** What the lock would do, whether or not it is switched on. */
    public static String plan(DoorwardConfig config, InstantSource clock) throws IOException, InterruptedException {
        return new Egress(true, config, clock, rogue -> {}).lock.plan();
    }

    /** What is not the world. */
    private static List<Cidr> local(InstantSource clock) throws InterruptedException {
        NeverBans own =
                new NeverBans(List.of(new SpecialNetworks(), new OwnNetworks(new HostFiles(Path.of("/")))), clock);
        NeverBan networks = own.refresh();
        return new ArrayList<>(networks.networks());
    }

    /** Puts it in place; where it is switched off, takes away what an earlier run has left. */
    void begin() {
        try {
            if (enabled) {
                lock.install();
                LOG.info("Only those named in [egress] may send mail from here");
            } else {
                EgressLock.remove(nft);
            }
        } catch (FirewallException e) {
            if (enabled) {
                LOG.error("The outbound lock cannot be put in place: {}", e.getMessage());
            } else {
                LOG.debug("no outbound lock was taken away", e);
            }
        }
    }

    /** Looks after it. */
    void look() {
        if (!enabled) {
            return;
        }
        try {
            for (Rogue rogue : lock.step()) {
                LOG.warn(
                        "Rogue sender: {} has tried {} connections to port 25 of the world, and is not named in [egress]",
                        rogue.who(),
                        rogue.attempts());
                rogues.accept(rogue);
            }
            failed = false;
        } catch (FirewallException e) {
            if (!failed) {
                failed = true;
                LOG.error("The outbound lock cannot be looked after: {}", e.getMessage());
            }
        }
    }
}
