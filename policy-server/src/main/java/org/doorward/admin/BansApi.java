package org.doorward.admin;

import com.fasterxml.jackson.core.JsonGenerator;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.doorward.score.Offenders;
import org.doorward.store.blame.Ban;
import org.doorward.store.net.IpAddress;

/** {@code GET /api/v1/bans} and {@code POST /api/v1/unban}: the bans that stand, and an end to one of them. */
final class BansApi {

    /** So many are shown; who has more reads the metrics, or asks for one address. */
    private static final int MOST = 10_000;

    private final IntFunction<List<Ban>> standing;
    private final Function<IpAddress, CompletionStage<Optional<Ban>>> unban;

    /**
     * The pages.
     *
     * @param standing the newest bans that stand, so many
     * @param unban ends the ban of an address
     */
    BansApi(IntFunction<List<Ban>> standing, Function<IpAddress, CompletionStage<Optional<Ban>>> unban) {
        this.standing = standing;
        this.unban = unban;
    }

    /** The bans that stand, the newest first. */
    AdminReply list() {
        List<Ban> bans = standing.apply(MOST);
        return AdminReply.ok(json -> {
            json.writeArrayFieldStart("bans");
            for (Ban ban : bans) {
                json.writeStartObject();
                write(json, ban);
                json.writeEndObject();
            }
            json.writeEndArray();
        });
    }

    /** The fields of a ban. */
    static void write(JsonGenerator json, Ban ban) throws IOException {
        json.writeStringField("network", ban.network().toString());
        json.writeStringField("id", ban.id());
        json.writeStringField("since", ban.since().toString());
        json.writeStringField("until", ban.until().toString());
        json.writeNumberField("rung", ban.rung());
        json.writeStringField("reason", ban.reason());
        json.writeStringField("evidence", ban.evidence());
        if (ban.lifted().isPresent()) {
            json.writeStringField("lifted", ban.lifted().get().toString());
        }
    }

    /** Ends the ban of the address that the body names. */
    CompletionStage<AdminReply> lift(AdminRequest request) {
        Optional<IpAddress> address;
        try {
            address = IpAddress.parse(Attributes.read(request.body()).get("address"));
        } catch (Attributes.NotAttributes e) {
            return refused(String.valueOf(e.getMessage()));
        }
        if (address.isEmpty()) {
            return refused("\"address\" must be an IPv4 or IPv6 address");
        }
        return unban.apply(address.get()).thenApply(ended -> lifted(address.get(), ended));
    }

    private static AdminReply lifted(IpAddress address, Optional<Ban> ended) {
        String network = ended.map(Ban::network).orElse(Offenders.of(address)).toString();
        return AdminReply.ok(json -> {
            json.writeBooleanField("lifted", ended.isPresent());
            json.writeStringField("network", network);
            json.writeStringField("id", ended.map(Ban::id).orElse(""));
        });
    }

    private static CompletionStage<AdminReply> refused(String why) {
        return CompletableFuture.completedFuture(AdminReply.error(HttpResponseStatus.BAD_REQUEST, why));
    }
}
