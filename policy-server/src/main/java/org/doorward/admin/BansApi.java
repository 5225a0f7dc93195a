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
import org.doorward.feed.Knocks;
import org.doorward.score.Offenders;
import org.doorward.store.blame.Ban;
import org.doorward.store.model.ClientNetwork;
import org.doorward.store.net.Cidr;
import org.doorward.store.net.IpAddress;

/** {@code GET /api/v1/bans} and {@code POST /api/v1/unban}: the bans that stand, and an end to one of them. */
final class BansApi {

    /** So many are shown; who has more reads the metrics, or asks for one address. */
    private static final int MOST = 10_000;

    private final IntFunction<List<Ban>> standing;
    private final Function<Cidr, CompletionStage<Optional<Ban>>> unban;
    private final Function<Cidr, Optional<Knocks.Seen>> knocks;

    /**
     * The pages.
     *
     * @param standing the newest bans that stand, so many
     * @param unban ends the ban of an address, or of exactly this network
     * @param knocks who knocks although it is banned
     */
    BansApi(
            IntFunction<List<Ban>> standing,
            Function<Cidr, CompletionStage<Optional<Ban>>> unban,
            Function<Cidr, Optional<Knocks.Seen>> knocks) {
        this.standing = standing;
        this.unban = unban;
        this.knocks = knocks;
    }

    /** The bans that stand, the newest first. */
    AdminReply list() {
        List<Ban> bans = standing.apply(MOST);
        return AdminReply.ok(json -> {
            json.writeArrayFieldStart("bans");
            for (Ban ban : bans) {
                json.writeStartObject();
                write(json, ban);
                write(json, knocks.apply(ban.network().cidr()));
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

    /** The fields of what a firewall has dropped; none when it has not been heard of. */
    static void write(JsonGenerator json, Optional<Knocks.Seen> knocks) throws IOException {
        if (knocks.isPresent()) {
            json.writeNumberField("packets_dropped", knocks.get().packets());
            json.writeStringField("last_knock", knocks.get().last().toString());
        }
    }

    /** Ends the ban of the address or network that the body names. */
    CompletionStage<AdminReply> lift(AdminRequest request) {
        Optional<Cidr> network;
        try {
            String written = Attributes.read(request.body()).get("address");
            network = IpAddress.parse(written)
                    .map(address -> new Cidr(address, address.bits()))
                    .or(() -> Cidr.parse(written));
        } catch (Attributes.NotAttributes e) {
            return refused(String.valueOf(e.getMessage()));
        }
        if (network.isEmpty()) {
            return refused("\"address\" must be an IPv4 or IPv6 address, or a network");
        }
        return unban.apply(network.get()).thenApply(ended -> lifted(network.get(), ended));
    }

    private static AdminReply lifted(Cidr asked, Optional<Ban> ended) {
        boolean single = asked.prefix() == asked.address().bits();
        ClientNetwork meant = single ? Offenders.of(asked.address()) : new ClientNetwork(asked);
        String network = ended.map(Ban::network).orElse(meant).toString();
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
