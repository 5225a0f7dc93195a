package org.doorward.firewall.guard;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.doorward.firewall.BanChanges;
import org.doorward.firewall.BanFeed;
import org.doorward.firewall.FirewallBan;
import org.doorward.store.net.Cidr;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Another feed, from which new bans are passed on only while a {@link Breaker} is closed. What ends is always passed on, and so is the new end
 * of a ban that was passed on before.
 *
 * <p>While bans wait, the revision that is told stays at the last one before them. So whoever begins anew from what was saved asks from there,
 * and hears of them again. For one thread, but for {@link #letIn} and {@link #waiting}.
 */
public final class CautiousFeed implements BanFeed {

    private static final Logger LOG = LoggerFactory.getLogger(CautiousFeed.class);

    /** An operator who lets bans in does not want to wait for the next change. */
    private static final Duration PATIENCE_WHILE_WAITING = Duration.ofSeconds(5);

    private final BanFeed feed;
    private final Breaker breaker;
    private final InstantSource clock;
    private final Set<Cidr> passed = new HashSet<>();
    private final Map<Cidr, FirewallBan> held = new LinkedHashMap<>();
    private boolean begun;
    private @Nullable String heard;
    private @Nullable String told;
    private volatile boolean lettingIn;
    private volatile int waiting;

    /**
     * Has passed on nothing yet; then the first news passes whole, for there is nothing to measure it by.
     *
     * @param feed where the bans come from
     * @param breaker says when it is too many
     * @param clock the time of day, for what ends while it waits
     */
    public CautiousFeed(BanFeed feed, Breaker breaker, InstantSource clock) {
        this.feed = feed;
        this.breaker = breaker;
        this.clock = clock;
    }

    /** Takes news as passed on before: those that were saved last. Call it before the first {@link #next}. */
    @Override
    public void begin(News saved) {
        saved.changes().begin().forEach(ban -> passed.add(ban.network()));
        heard = saved.revision();
        told = saved.revision();
        begun = true;
    }

    @Override
    public News next(@Nullable String since, Duration patience) throws IOException, InterruptedException {
        boolean known = since != null && since.equals(told);
        boolean hurry = waiting > 0 && patience.compareTo(PATIENCE_WHILE_WAITING) > 0;
        return sift(feed.next(known ? heard : since, hurry ? PATIENCE_WHILE_WAITING : patience));
    }

    /** Passes on all that waits, soon, because an operator says so. */
    @Override
    public void letIn() {
        lettingIn = true;
    }

    /** How many bans wait; above 0 is an alarm. */
    @Override
    public int waiting() {
        return waiting;
    }

    private News sift(News news) {
        List<FirewallBan> begin = new ArrayList<>();
        if (news.whole()) {
            Set<Cidr> named = new HashSet<>();
            news.changes().begin().forEach(ban -> named.add(ban.network()));
            passed.retainAll(named);
            held.clear();
        }
        passed.removeAll(Set.copyOf(news.changes().end()));
        news.changes().end().forEach(held::remove);
        for (FirewallBan ban : news.changes().begin()) {
            if (passed.contains(ban.network())) {
                begin.add(ban);
            } else {
                held.put(ban.network(), ban);
            }
        }
        long now = clock.instant().getEpochSecond();
        held.values().removeIf(ban -> ban.until() <= now);
        if (mayPass(news.whole())) {
            begin.addAll(held.values());
            passed.addAll(held.keySet());
            held.clear();
        }
        waiting = held.size();
        heard = news.revision();
        if (held.isEmpty() || told == null) {
            told = heard;
        }
        return new News(told, news.whole(), new BanChanges(news.changes().end(), begin));
    }

    private boolean mayPass(boolean whole) {
        if (!begun) {
            begun = true;
            if (whole) {
                return true;
            }
        }
        if (lettingIn) {
            lettingIn = false;
            breaker.close();
        }
        boolean wasOpen = breaker.isOpen();
        boolean closed = breaker.admits(passed.size(), held.size());
        if (!closed && !wasOpen) {
            LOG.error(
                    "{} new bans at once, and {} stand: is this a list gone wild? They wait, all else goes on. Look at them with"
                            + " `doorward bans`, and take back what is wrong or let them in",
                    held.size(),
                    passed.size());
        } else if (closed && wasOpen) {
            LOG.info("New bans pass again: {} had to wait", held.size());
        }
        return closed;
    }
}
