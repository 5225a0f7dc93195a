package org.doorward.store;

import java.time.Instant;
import java.util.List;
import org.doorward.store.net.Cidr;

/**
 * What has changed among the bans that stand. A ban that ends by its time is no news: whoever holds it knows its end.
 *
 * @param revision the revision that this leads to
 * @param whole whether {@code standing} is all there is; then all else is over
 * @param standing bans that stand, those among them whose end has changed
 * @param over networks whose bans do not stand any more
 */
public record BanNews(String revision, boolean whole, List<Entry> standing, List<Cidr> over) {

    /** Takes both lists as they are now. */
    public BanNews {
        standing = List.copyOf(standing);
        over = List.copyOf(over);
    }

    /**
     * A ban that stands.
     *
     * @param network who is banned
     * @param until when it ends, exclusive
     * @param id its id
     */
    public record Entry(Cidr network, Instant until, String id) {}
}
