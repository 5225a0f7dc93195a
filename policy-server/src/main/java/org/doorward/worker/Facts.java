package org.doorward.worker;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import org.doorward.firewall.feed.ServerLink;
import org.doorward.firewall.guard.MailFacts;

/** Whom the server knows as good. */
final class Facts {

    private static final String PATH = "/api/v1/bans/never";
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private Facts() {}

    /**
     * Asks the server anew.
     *
     * @param facts takes what it says
     * @throws IOException when it does not say; what it said last holds then
     */
    static void fetch(ServerLink server, MailFacts facts, Instant now) throws IOException {
        server.get(PATH, PATIENCE, text -> {
            facts.accept(text, now);
            return true;
        });
    }
}
