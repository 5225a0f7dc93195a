package org.doorward.admin;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.doorward.config.settings.Outcome;
import org.doorward.config.settings.Units;
import org.doorward.feed.OperatorBans;
import org.doorward.protocol.PolicyRequest;
import org.doorward.store.blame.Ban;

/**
 * {@code POST /api/v1/ban}: {@code {"network": "198.51.100.7", "for": "2h", "reason": "..."}} bans whom an operator names; {@code for}
 * and {@code reason} may be left out.
 */
final class BanApi {

    private static final Duration LEAST = Duration.ofMinutes(1);
    private static final Duration LONGEST = Duration.ofDays(400);

    private final FirewallServices.Operator bans;

    BanApi(FirewallServices.Operator bans) {
        this.bans = bans;
    }

    /** Bans. */
    CompletionStage<AdminReply> ban(AdminRequest request) {
        PolicyRequest asked;
        try {
            asked = Attributes.read(request.body());
        } catch (Attributes.NotAttributes e) {
            return refused(HttpResponseStatus.BAD_REQUEST, String.valueOf(e.getMessage()));
        }
        Optional<Duration> length = Optional.empty();
        if (!asked.get("for").isEmpty()) {
            length = length(asked.get("for"));
            if (length.isEmpty()) {
                return refused(
                        HttpResponseStatus.UNPROCESSABLE_ENTITY,
                        "this is no time that a ban may last; write 1m to 400d, or nothing for the ladder's next rung");
            }
        }
        return bans.ban(asked.get("network"), length, asked.get("reason")).thenApply(BanApi::reply);
    }

    private static Optional<Duration> length(String written) {
        return Units.duration(written) instanceof Outcome.Understood<Duration> understood
                        && understood.value().compareTo(LEAST) >= 0
                        && understood.value().compareTo(LONGEST) <= 0
                ? Optional.of(understood.value())
                : Optional.empty();
    }

    private static AdminReply reply(OperatorBans.Outcome outcome) {
        if (outcome instanceof OperatorBans.Refused refused) {
            return AdminReply.error(HttpResponseStatus.UNPROCESSABLE_ENTITY, refused.why());
        }
        boolean made = outcome instanceof OperatorBans.Made;
        Ban ban = outcome instanceof OperatorBans.Made done ? done.ban() : ((OperatorBans.Stands) outcome).ban();
        return AdminReply.ok(json -> {
            json.writeBooleanField("banned", made);
            BansApi.write(json, ban);
        });
    }

    private static CompletionStage<AdminReply> refused(HttpResponseStatus status, String why) {
        return CompletableFuture.completedFuture(AdminReply.error(status, why));
    }
}
