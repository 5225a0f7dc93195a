package org.doorward.firewall.feed;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.doorward.firewall.BanFeed;
import org.doorward.firewall.FeedText;
import org.jspecify.annotations.Nullable;

/** The server's feed over HTTP. */
public final class HttpBanFeed implements BanFeed {

    /** Where the server has it. */
    public static final String PATH = "/api/v1/bans/feed";

    private final ServerLink server;

    /** The feed of a server. */
    public HttpBanFeed(ServerLink server) {
        this.server = server;
    }

    @Override
    public News next(@Nullable String since, Duration patience) throws IOException {
        String query = since == null
                ? ""
                : "?since=" + URLEncoder.encode(since, StandardCharsets.US_ASCII) + "&wait=" + patience.toSeconds();
        return server.get(PATH + query, patience, FeedText::read);
    }
}
