package org.doorward.admin;

import com.fasterxml.jackson.core.JsonGenerator;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.IOException;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.doorward.decision.Decider;
import org.doorward.decision.Decision;
import org.doorward.decision.Evidence;
import org.doorward.decision.Finding;
import org.doorward.decision.Verdict;
import org.doorward.protocol.PolicyRequest;
import org.doorward.server.Answer;
import org.doorward.server.InquiryReader;
import org.doorward.text.ClientText;

/**
 * {@code POST /api/v1/ask}: a policy request as a JSON object, decided as one of Postfix's would be (it counts, and the greylist
 * remembers it), and answered with all that led to the verdict.
 */
final class AskApi {

    private static final int DETAIL_LIMIT = 400;

    private final Decider decider;
    private final InstantSource clock;

    AskApi(Decider decider, InstantSource clock) {
        this.decider = decider;
        this.clock = clock;
    }

    /** Decides. */
    CompletionStage<AdminReply> ask(AdminRequest request) {
        PolicyRequest asked;
        try {
            asked = Attributes.read(request.body());
        } catch (Attributes.NotAttributes e) {
            return CompletableFuture.completedFuture(
                    AdminReply.error(HttpResponseStatus.BAD_REQUEST, String.valueOf(e.getMessage())));
        }
        return decider.decide(InquiryReader.read(asked, clock.instant()), request.loop())
                .thenApply(AskApi::reply);
    }

    private static AdminReply reply(Decision decision) {
        Verdict verdict = decision.verdict();
        return AdminReply.ok(json -> {
            json.writeStringField("action", Answer.to(decision).action());
            json.writeStringField("verdict", verdict.kind());
            json.writeStringField("reason", verdict.reason().label());
            json.writeStringField("detail", shown(verdict.detail()));
            json.writeStringField("mode", decision.observed() ? "observed" : "enforced");
            json.writeNumberField(
                    "took_ms", decision.took().truncatedTo(ChronoUnit.MICROS).toNanos() / 1e6);
            writeFindings(json, decision.evidence());
        });
    }

    /** Writes what each check found, as the field {@code findings}. */
    static void writeFindings(JsonGenerator json, Evidence evidence) throws IOException {
        json.writeArrayFieldStart("findings");
        for (Evidence.Item item : evidence.items()) {
            write(json, item);
        }
        json.writeEndArray();
    }

    private static void write(JsonGenerator json, Evidence.Item item) throws IOException {
        json.writeStartObject();
        json.writeStringField("check", item.check());
        json.writeBooleanField("observed", item.observed());
        Finding finding = item.finding();
        if (finding instanceof Finding.Nothing) {
            json.writeStringField("finding", "nothing");
        } else if (finding instanceof Finding.Points points) {
            json.writeStringField("finding", "points");
            json.writeStringField("reason", points.reason().label());
            json.writeNumberField("points", points.points());
            json.writeStringField("detail", shown(points.detail()));
        } else if (finding instanceof Finding.Settled settled) {
            json.writeStringField("finding", "settled");
            json.writeStringField("verdict", settled.verdict().kind());
            json.writeStringField("reason", settled.verdict().reason().label());
            json.writeStringField("detail", shown(settled.verdict().detail()));
        } else if (finding instanceof Finding.Unknown unknown) {
            json.writeStringField("finding", "unknown");
            json.writeStringField("reason", unknown.reason().label());
            json.writeStringField("detail", shown(unknown.cause()));
        }
        json.writeEndObject();
    }

    private static String shown(String detail) {
        return ClientText.escape(detail, DETAIL_LIMIT);
    }
}
