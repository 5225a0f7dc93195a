package org.doorward.admin;

import com.fasterxml.jackson.core.JsonGenerator;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.doorward.config.settings.Outcome;
import org.doorward.config.settings.Units;
import org.doorward.ownlist.KeptList;
import org.doorward.ownlist.OwnListEntry;
import org.doorward.ownlist.OwnLists;
import org.doorward.protocol.PolicyRequest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code /api/v1/own-list}: shows the own list, and changes the part of it that commands may change. May block; every change stands in
 * the log.
 */
final class OwnListApi {

    private static final Logger LOG = LoggerFactory.getLogger(OwnListApi.class);

    /** Longer is for ever, which is said by leaving it out. */
    private static final Duration LONGEST = Duration.ofDays(3650);

    private final OwnLists lists;
    private final InstantSource clock;

    OwnListApi(OwnLists lists, InstantSource clock) {
        this.lists = lists;
        this.clock = clock;
    }

    /** {@code GET}: all entries. */
    AdminReply show() {
        Instant now = clock.instant();
        return AdminReply.ok(json -> {
            json.writeArrayFieldStart("entries");
            for (OwnListEntry entry : lists.all()) {
                json.writeStartObject();
                write(json, entry);
                json.writeBooleanField("stands", entry.standsAt(now));
                json.writeEndObject();
            }
            json.writeEndArray();
        });
    }

    /** {@code POST .../add}: {@code {"network": "198.51.100.7", "reason": "...", "for": "30d"}}; {@code for} may be left out. */
    AdminReply add(AdminRequest request) {
        return change(request, "added to", asked -> {
            Outcome<Duration> lasts = Units.duration(asked.get("for"));
            if (asked.get("for").isEmpty()) {
                return lists.add(asked.get("network"), asked.get("reason"), Optional.empty(), clock.instant());
            }
            if (lasts instanceof Outcome.Understood<Duration> understood
                    && understood.value().compareTo(LONGEST) <= 0
                    && !understood.value().isZero()) {
                return lists.add(
                        asked.get("network"), asked.get("reason"), Optional.of(understood.value()), clock.instant());
            }
            return new KeptList.Refused(
                    "this is no time that an entry may last; write 1m to 3650d, or nothing for ever");
        });
    }

    /** {@code POST .../remove}: {@code {"network": "198.51.100.7"}}. */
    AdminReply remove(AdminRequest request) {
        return change(request, "removed from", asked -> lists.remove(asked.get("network"), clock.instant()));
    }

    /** Makes a change. */
    @FunctionalInterface
    private interface Order {
        KeptList.Change carryOut(PolicyRequest asked) throws IOException;
    }

    private static AdminReply change(AdminRequest request, String done, Order order) {
        try {
            return reply(order.carryOut(Attributes.read(request.body())), done);
        } catch (Attributes.NotAttributes e) {
            return AdminReply.error(HttpResponseStatus.BAD_REQUEST, String.valueOf(e.getMessage()));
        } catch (IOException e) {
            LOG.error("the own list cannot be written; it stays as it was", e);
            return AdminReply.error(
                    HttpResponseStatus.INTERNAL_SERVER_ERROR,
                    "the own list cannot be written; it stays as it was, and the log says why");
        }
    }

    private static AdminReply reply(KeptList.Change change, String done) {
        if (change instanceof KeptList.Refused refused) {
            return AdminReply.error(HttpResponseStatus.UNPROCESSABLE_ENTITY, refused.why());
        }
        KeptList.Made made = (KeptList.Made) change;
        LOG.info("{} the own list: {}", done, made.entry());
        return AdminReply.ok(json -> {
            write(json, made.entry());
            json.writeBooleanField("before", made.before());
        });
    }

    private static void write(JsonGenerator json, OwnListEntry entry) throws IOException {
        json.writeStringField("network", entry.network().toString());
        writeMoment(json, "since", entry.since());
        writeMoment(json, "until", entry.until());
        json.writeStringField("reason", entry.reason());
        json.writeStringField("source", entry.source());
    }

    private static void writeMoment(JsonGenerator json, String name, Optional<Instant> moment) throws IOException {
        if (moment.isPresent()) {
            json.writeStringField(name, moment.get().toString());
        }
    }
}
