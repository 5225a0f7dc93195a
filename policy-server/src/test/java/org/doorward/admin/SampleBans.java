package org.doorward.admin;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.doorward.feed.BanSource;
import org.doorward.store.BanNews;
import org.doorward.store.net.Cidr;

/** Bans that a test adds one by one. Every revision of this run is known. */
final class SampleBans implements BanSource {

    static final Instant UNTIL = Instant.ofEpochSecond(1_800_000_000);

    private final List<BanNews.Entry> bans = new ArrayList<>();
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

    void ban(String network) {
        synchronized (this) {
            bans.add(new BanNews.Entry(Cidr.parse(network).orElseThrow(), UNTIL, "B" + (bans.size() + 1)));
        }
        listeners.forEach(Runnable::run);
    }

    @Override
    public synchronized String revision() {
        return "r-" + bans.size();
    }

    @Override
    public synchronized BanNews since(Optional<String> revision) {
        for (int known = 0; known <= bans.size(); known++) {
            if (revision.equals(Optional.of("r-" + known))) {
                return new BanNews(revision(), false, bans.subList(known, bans.size()), List.of());
            }
        }
        return new BanNews(revision(), true, bans, List.of());
    }

    @Override
    public void onChange(Runnable listener) {
        listeners.add(listener);
    }
}
