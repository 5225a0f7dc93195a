package org.doorward.worker;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.doorward.config.DoorwardConfig;
import org.doorward.firewall.BanFeed.News;
import org.doorward.firewall.BanLength;
import org.doorward.firewall.BanSet;
import org.doorward.firewall.FirewallBan;
import org.doorward.firewall.Wanted;
import org.doorward.firewall.feed.HttpBanFeed;
import org.doorward.firewall.feed.SavedBans;
import org.doorward.firewall.feed.ServerLink;
import org.doorward.firewall.guard.MailFacts;
import org.doorward.firewall.guard.NeverBan;
import org.doorward.firewall.guard.NeverBans;
import org.doorward.store.net.Cidr;

/**
 * What a worker would push at this moment, worked out once, for the commands that show it or try it out.
 *
 * @param wanted what would be pushed
 * @param neverBan whom nothing may touch
 * @param notes what the operator should know of it
 */
public record Rehearsal(Wanted wanted, NeverBan neverBan, List<String> notes) {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** Asks the server, or takes what was saved last; asks the host whom nothing may touch. */
    public static Rehearsal of(DoorwardConfig config, WorkerPlaces places, InstantSource clock, LongSupplier nanos)
            throws InterruptedException {
        List<String> notes = new ArrayList<>();
        ServerLink server = new ServerLink(places.server(), Tokens.of(config, places.tokenFile()), nanos);
        Instant now = clock.instant();
        MailFacts facts = new MailFacts();
        Optional<News> news = news(server, places, notes);
        try {
            Facts.fetch(server, facts, now);
        } catch (IOException e) {
            notes.add("The server does not say whom it knows as good: " + e.getMessage());
        }
        NeverBans neverBans = new NeverBans(NeverBanSources.of(config, places, facts, clock), clock);
        NeverBan never = neverBans.refresh();
        neverBans
                .statuses()
                .forEach(status -> status.failure()
                        .ifPresent(why -> notes.add("Never-ban: " + status.source() + " cannot be asked: " + why)));
        BanSet bans = BanSet.of(news.map(each -> each.changes().begin()).orElse(List.of()))
                .only(ban -> mayBe(ban, never, now, notes))
                .longest(config.firewall().limits().mostBans());
        return new Rehearsal(
                new Wanted(bans, never.networks(), dropped(config, places, clock, nanos, never, notes)), never, notes);
    }

    private static List<Cidr> dropped(
            DoorwardConfig config,
            WorkerPlaces places,
            InstantSource clock,
            LongSupplier nanos,
            NeverBan never,
            List<String> notes) {
        try {
            return DropListSources.of(config.firewall(), places, clock, nanos).networks(never);
        } catch (IOException e) {
            notes.add("The drop lists cannot be read: " + e.getMessage());
            return List.of();
        }
    }

    private static boolean mayBe(FirewallBan ban, NeverBan never, Instant now, List<String> notes) {
        if (ban.until() <= now.getEpochSecond()) {
            return false;
        }
        if (BanLength.of(ban.network()).isEmpty()) {
            notes.add("The ban of " + ban.network() + " would not be pushed: only /32, /24 and IPv6 /64 are");
            return false;
        }
        Optional<String> why = never.why(ban.network());
        why.ifPresent(
                reason -> notes.add("The ban of " + ban.network() + " would not be pushed: it would touch " + reason));
        return why.isEmpty();
    }

    private static Optional<News> news(ServerLink server, WorkerPlaces places, List<String> notes) {
        try {
            return Optional.of(new HttpBanFeed(server).next(null, PATIENCE));
        } catch (IOException e) {
            notes.add("The feed is not heard (" + e.getMessage() + "); these are the bans that were saved last");
            try {
                return new SavedBans(places.stateDir().resolve("bans")).load();
            } catch (IOException damaged) {
                notes.add(String.valueOf(damaged.getMessage()));
                return Optional.empty();
            }
        }
    }
}
