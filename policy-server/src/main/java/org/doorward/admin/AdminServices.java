package org.doorward.admin;

import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.doorward.decision.Decider;
import org.doorward.observe.BuildInfo;
import org.doorward.observe.Meters;
import org.doorward.ownlist.OwnLists;
import org.doorward.store.StoreStatus;
import org.doorward.store.blame.Ban;
import org.doorward.store.net.Cidr;
import org.doorward.why.Teller;

/**
 * What the admin listener speaks for.
 *
 * @param build what runs
 * @param clock the time
 * @param ready whether policy requests are being answered: false until all listeners are up, and again when they stop
 * @param store how the store is doing; may block for a short time
 * @param meters the meters
 * @param bans the newest bans that stand, so many
 * @param unban ends the ban of an address, given as a network of one, or of exactly a network; empty when none stands
 * @param accounts tells why
 * @param decider decides on what {@code ask} asks
 * @param reload reads the configuration anew; may block
 * @param ownList the own list and its changes; may block
 * @param lookups look-ups in the DNS
 * @param firewall what the firewall's worker asks for
 */
public record AdminServices(
        BuildInfo build,
        InstantSource clock,
        BooleanSupplier ready,
        Supplier<StoreStatus> store,
        Meters meters,
        IntFunction<List<Ban>> bans,
        Function<Cidr, CompletionStage<Optional<Ban>>> unban,
        Teller accounts,
        Decider decider,
        Supplier<ReloadOutcome> reload,
        OwnLists ownList,
        LookupServices lookups,
        FirewallServices firewall) {}
