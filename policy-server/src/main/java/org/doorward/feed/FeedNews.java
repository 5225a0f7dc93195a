package org.doorward.feed;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.doorward.firewall.BanChanges;
import org.doorward.firewall.BanFeed.News;
import org.doorward.firewall.BanLength;
import org.doorward.firewall.FeedText;
import org.doorward.firewall.FirewallBan;
import org.doorward.store.BanNews;

/** The store's news as the worker reads them. Pure. */
public final class FeedNews {

    private FeedNews() {}

    /** The text. A ban of a length that no firewall holds is left out: the policy check carries it out alone. */
    public static byte[] text(BanNews news) {
        List<FirewallBan> begin = news.standing().stream()
                .filter(entry -> BanLength.of(entry.network()).isPresent())
                .map(entry -> new FirewallBan(entry.network(), entry.until().getEpochSecond(), entry.id()))
                .toList();
        return bytes(new News(news.revision(), news.whole(), new BanChanges(news.over(), begin)));
    }

    /** That nothing has changed. */
    public static byte[] nothingSince(String revision) {
        return bytes(new News(revision, false, BanChanges.NONE));
    }

    private static byte[] bytes(News news) {
        return FeedText.write(news).getBytes(StandardCharsets.US_ASCII);
    }
}
