package org.doorward.admin;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Supplier;
import org.doorward.feed.NeverFact;
import org.doorward.firewall.FeedText;

/**
 * {@code GET /api/v1/bans/never}: whom mail says not to drop, a line each: network, blank, reason. The last line has their number, so
 * that what was cut off is noticed.
 */
final class NeverApi {

    /** More than any firewall's set of exceptions should hold. */
    static final int MOST_LINES = 50_000;

    private final Supplier<List<NeverFact>> never;

    NeverApi(Supplier<List<NeverFact>> never) {
        this.never = never;
    }

    /** The list; what is beyond the bound is left out, the last ones first. */
    AdminReply list() {
        List<NeverFact> facts = never.get();
        int lines = Math.min(facts.size(), MOST_LINES);
        StringBuilder text = new StringBuilder(48 * lines + 16);
        facts.subList(0, lines).forEach(fact -> text.append(fact).append('\n'));
        text.append("end ").append(lines).append('\n');
        return AdminReply.text(FeedText.MEDIA_TYPE, text.toString().getBytes(StandardCharsets.US_ASCII));
    }
}
