package org.doorward.admin;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.doorward.decision.Decider;
import org.doorward.feed.Knocks;
import org.doorward.observe.BuildInfo;
import org.doorward.observe.Meters;
import org.doorward.ownlist.OwnLists;
import org.doorward.ownlist.SampleOwnLists;
import org.doorward.store.StoreStatus;
import org.doorward.why.Teller;

/** What an admin listener of a test speaks for: a server that is well, without bans and without a past. */
public final class SampleServices {

    private static final BuildInfo BUILD = new BuildInfo("1.2.3", Optional.empty(), "17");

    private SampleServices() {}

    /** The services, of which these are the test's own. */
    public static AdminServices of(InstantSource clock, Decider decider, OwnLists ownLists, LookupServices lookups) {
        return of(clock, decider, ownLists, lookups, (whom, attributes, workers, loop) -> refused());
    }

    /** The services of a test that asks why. */
    public static AdminServices of(InstantSource clock, Teller accounts) {
        return of(
                clock, (inquiry, loop) -> refused(), SampleOwnLists.in(Path.of("/nowhere")), NoLookups.get(), accounts);
    }

    private static <T> CompletionStage<T> refused() {
        return CompletableFuture.failedFuture(new IllegalStateException());
    }

    private static AdminServices of(
            InstantSource clock, Decider decider, OwnLists ownLists, LookupServices lookups, Teller accounts) {
        return new AdminServices(
                BUILD,
                clock,
                () -> true,
                () -> new StoreStatus(Optional.empty(), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0),
                new Meters(BUILD),
                limit -> List.of(),
                address -> CompletableFuture.completedFuture(Optional.empty()),
                accounts,
                decider,
                () -> new ReloadOutcome.Accepted(List.of()),
                ownLists,
                lookups,
                new FirewallServices(
                        new SampleBans(),
                        List::of,
                        new Knocks(network -> false),
                        (network, length, reason) -> refused(),
                        new SampleReporter()));
    }
}
