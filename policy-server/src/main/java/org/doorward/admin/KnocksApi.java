package org.doorward.admin;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.doorward.feed.Knocks;
import org.doorward.firewall.Firewall.Knock;
import org.doorward.store.net.Cidr;

/**
 * {@code POST /api/v1/bans/knocks}: who has knocked since the last report. A line each: network, blank, all its packets so far. The
 * last line has their number. A report that is longer than a body may be comes in several parts, each whole in itself.
 */
final class KnocksApi {

    private final Knocks knocks;
    private final InstantSource clock;

    KnocksApi(Knocks knocks, InstantSource clock) {
        this.knocks = knocks;
        this.clock = clock;
    }

    /** Takes the report, or nothing of it. */
    AdminReply take(AdminRequest request) {
        List<Knock> reported = new ArrayList<>();
        String[] lines = new String(request.body(), StandardCharsets.US_ASCII).split("\n", -1);
        for (int number = 0; number < lines.length; number++) {
            if (lines[number].equals("end " + number) && number == lines.length - 2 && lines[number + 1].isEmpty()) {
                knocks.report(reported, clock.instant());
                return AdminReply.ok(json -> json.writeNumberField("taken", reported.size()));
            }
            Optional<Knock> knock = knock(lines[number]);
            if (knock.isEmpty()) {
                return refused("line " + (number + 1) + " is neither a network and a number nor the end");
            }
            reported.add(knock.get());
        }
        return refused("it does not end with \"end\" and the number of its lines");
    }

    private static AdminReply refused(String why) {
        return AdminReply.error(HttpResponseStatus.BAD_REQUEST, why);
    }

    private static Optional<Knock> knock(String line) {
        int blank = line.indexOf(' ');
        if (blank < 0 || !line.substring(blank + 1).matches("[0-9]{1,18}")) {
            return Optional.empty();
        }
        return Cidr.parse(line.substring(0, blank))
                .map(network -> new Knock(network, Long.parseLong(line.substring(blank + 1))));
    }
}
