package org.doorward.admin;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.doorward.dnsbl.ListStatus;
import org.doorward.dnsbl.Tested;
import org.doorward.store.net.IpAddress;
import org.doorward.text.ClientText;

/** {@code /api/v1/dnsbl}: how each DNS list is doing, and what they all say of an address or a name. */
final class DnsblApi {

    private static final int TEXT_LIMIT = 400;

    private final LookupServices lookups;

    DnsblApi(LookupServices lookups) {
        this.lookups = lookups;
    }

    /** {@code GET /api/v1/dnsbl}. */
    AdminReply lists() {
        return AdminReply.ok(json -> {
            json.writeArrayFieldStart("lists");
            for (ListStatus list : lookups.lists().get()) {
                write(json, list);
            }
            json.writeEndArray();
        });
    }

    private static void write(JsonGenerator json, ListStatus list) throws IOException {
        json.writeStartObject();
        json.writeStringField("list", list.list());
        json.writeStringField("state", list.state().label());
        json.writeStringField("since", shown(list.since()));
        json.writeStringField("why", list.why());
        json.writeStringField("last_probe", shown(list.lastProbe()));
        json.writeStringField("last_result", list.lastResult());
        json.writeStringField("next_probe", shown(list.nextProbe()));
        json.writeNumberField("asked", list.asked());
        json.writeNumberField("listed", list.listed());
        json.writeNumberField("no_answer", list.failed());
        json.writeNumberField(
                "latency_ms", list.latency().truncatedTo(ChronoUnit.MICROS).toNanos() / 1e6);
        json.writeEndObject();
    }

    private static String shown(Optional<Instant> when) {
        return when.map(DnsblApi::shown).orElse("");
    }

    private static String shown(Instant when) {
        return when.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    /** {@code POST /api/v1/dnsbl/test} of {@code {"subject": "198.51.100.7"}}. */
    CompletionStage<AdminReply> test(AdminRequest request) {
        Optional<String> subject = subject(request.body());
        if (subject.isEmpty()) {
            return CompletableFuture.completedFuture(AdminReply.error(
                    HttpResponseStatus.BAD_REQUEST, "Send {\"subject\": ...} with an address or a name in it"));
        }
        // Lists hold the address itself, however it is written.
        String asked = IpAddress.parse(subject.get()).map(IpAddress::toString).orElse(subject.get());
        return lookups.test().apply(asked).thenApply(answers -> reply(asked, answers));
    }

    private static Optional<String> subject(byte[] body) {
        try (JsonParser json = Json.FACTORY.createParser(body)) {
            if (json.nextToken() == JsonToken.START_OBJECT
                    && "subject".equals(json.nextFieldName())
                    && json.nextToken() == JsonToken.VALUE_STRING) {
                return Optional.of(json.getText()).filter(text -> !text.isBlank());
            }
            return Optional.empty();
        } catch (IOException malformed) {
            return Optional.empty();
        }
    }

    private static AdminReply reply(String subject, List<Tested> answers) {
        return AdminReply.ok(json -> {
            json.writeStringField("subject", ClientText.escape(subject, TEXT_LIMIT));
            json.writeNumberField(
                    "points", answers.stream().mapToDouble(Tested::points).sum());
            json.writeArrayFieldStart("answers");
            for (Tested answer : answers) {
                json.writeStartObject();
                json.writeStringField("list", answer.list());
                json.writeStringField("state", answer.state().label());
                json.writeStringField("answer", answer.answer());
                json.writeNumberField("points", answer.points());
                json.writeStringField("explanation", ClientText.escape(answer.explanation(), TEXT_LIMIT));
                json.writeEndObject();
            }
            json.writeEndArray();
        });
    }
}
