package org.doorward.admin;

import com.fasterxml.jackson.core.JsonGenerator;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.doorward.decision.Decision;
import org.doorward.server.Answer;
import org.doorward.store.blame.VectorStanding;
import org.doorward.store.model.GreylistFound;
import org.doorward.store.model.VerdictRecord;
import org.doorward.store.net.Cidr;
import org.doorward.store.net.IpAddress;
import org.doorward.text.ClientText;
import org.doorward.why.Account;
import org.doorward.why.InquiryWords;
import org.doorward.why.Story;
import org.doorward.why.Teller;
import org.doorward.why.Whom;

/**
 * {@code POST /api/v1/why}: the account of a client, a sender or a recipient, as data and as a story. The body holds {@code of},
 * and what is to be assumed of the next mail by Postfix's names.
 */
final class WhyApi {

    private static final String OF = "of";
    private static final int DETAIL_LIMIT = 400;

    private final Teller accounts;
    private final Executor workers;

    WhyApi(Teller accounts, Executor workers) {
        this.accounts = accounts;
        this.workers = workers;
    }

    /** Tells. */
    CompletionStage<AdminReply> why(AdminRequest request) {
        Map<String, String> attributes;
        try {
            attributes = new LinkedHashMap<>(Attributes.read(request.body()).attributes());
        } catch (Attributes.NotAttributes e) {
            return refused(String.valueOf(e.getMessage()));
        }
        String of = attributes.getOrDefault(OF, "");
        attributes.remove(OF);
        Optional<Whom> whom = Whom.read(of);
        if (whom.isEmpty()) {
            String problem = of.indexOf('/') < 0
                    ? ""
                    : Cidr.problem(of).map("; "::concat).orElse("");
            return refused(
                    "\"of\" must be an address, a network, user@domain, sender=user@domain or recipient=user@domain"
                            + problem);
        }
        return accounts.of(whom.get(), attributes, workers, request.loop()).thenApply(WhyApi::reply);
    }

    private static CompletionStage<AdminReply> refused(String why) {
        return CompletableFuture.completedFuture(AdminReply.error(HttpResponseStatus.BAD_REQUEST, why));
    }

    private static AdminReply reply(Account account) {
        return AdminReply.ok(json -> {
            json.writeStringField(OF, account.subject());
            json.writeStringField("at", account.at().toString());
            array(json, "clients", account.blamed(), WhyApi::blamed);
            array(json, "verdicts", account.verdicts().orElse(List.of()), WhyApi::verdict);
            array(json, "greylist", account.greylist(), WhyApi::greylist);
            if (account.foreseen().isPresent()) {
                json.writeObjectFieldStart("now");
                foreseen(json, account.foreseen().get());
                json.writeEndObject();
            }
            texts(json, "settings", account.settings());
            texts(json, "not_known", account.gaps());
            texts(json, "story", Story.of(account));
        });
    }

    /** Writes the fields of one thing. */
    @FunctionalInterface
    private interface Fields<T> {
        void write(JsonGenerator json, T of) throws IOException;
    }

    private static <T> void array(JsonGenerator json, String name, List<T> items, Fields<T> fields) throws IOException {
        json.writeArrayFieldStart(name);
        for (T item : items) {
            json.writeStartObject();
            fields.write(json, item);
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void texts(JsonGenerator json, String name, List<String> texts) throws IOException {
        json.writeArrayFieldStart(name);
        for (String text : texts) {
            json.writeString(text);
        }
        json.writeEndArray();
    }

    private static void blamed(JsonGenerator json, Account.Blamed blamed) throws IOException {
        json.writeStringField("network", blamed.offender().network().toString());
        json.writeNumberField("score", blamed.score());
        json.writeNumberField("parole", blamed.parole());
        json.writeNumberField("ban_threshold", blamed.threshold());
        if (blamed.never().isPresent()) {
            json.writeStringField("never_banned", blamed.never().get());
        }
        BansApi.write(json, blamed.knocks());
        array(json, "score_later", blamed.fading(), (out, faded) -> {
            out.writeNumberField("in_seconds", faded.in().toSeconds());
            out.writeNumberField("score", faded.score());
        });
        array(json, "offences", blamed.offender().vectors(), WhyApi::offences);
        array(json, "bans", blamed.offender().bans(), (out, ban) -> BansApi.write(out, ban));
    }

    private static void offences(JsonGenerator json, VectorStanding standing) throws IOException {
        json.writeStringField("vector", standing.vector());
        json.writeNumberField("times", standing.count());
        json.writeNumberField("points", standing.points());
        json.writeStringField("points_at", standing.pointsAt().toString());
        json.writeStringField("first", standing.first().toString());
        json.writeStringField("last", standing.last().toString());
        json.writeStringField("evidence", standing.evidence());
    }

    private static void verdict(JsonGenerator json, VerdictRecord verdict) throws IOException {
        json.writeStringField("at", verdict.at().toString());
        json.writeStringField(
                "client", verdict.client().map(IpAddress::toString).orElse(""));
        json.writeStringField("name", verdict.name());
        json.writeStringField("helo", verdict.helo());
        json.writeStringField("login", verdict.login());
        json.writeStringField("state", verdict.stage());
        json.writeStringField("sender", verdict.sender());
        json.writeStringField("recipient", verdict.recipient());
        json.writeStringField("verdict", verdict.verdict());
        json.writeStringField("reason", verdict.reason());
        json.writeStringField("detail", verdict.detail());
        json.writeBooleanField("observed", verdict.observed());
        json.writeNumberField("took_ms", verdict.took().toNanos() / 1e6);
        texts(json, "findings", verdict.findings().lines().toList());
    }

    private static void greylist(JsonGenerator json, GreylistFound found) throws IOException {
        json.writeStringField("what", Story.words(found));
        json.writeStringField("latest", found.latest().toString());
    }

    private static void foreseen(JsonGenerator json, Account.Foreseen foreseen) throws IOException {
        Decision decision = foreseen.decision();
        json.writeStringField(OF, InquiryWords.of(decision.inquiry()));
        supposed(json, foreseen.supposed());
        json.writeStringField("action", Answer.to(decision).action());
        json.writeStringField("verdict", decision.verdict().kind());
        json.writeStringField("reason", decision.verdict().reason().label());
        json.writeStringField("detail", ClientText.escape(decision.verdict().detail(), DETAIL_LIMIT));
        json.writeBooleanField("observed", decision.observed());
        json.writeBooleanField("bans", foreseen.ban().isPresent());
        if (foreseen.ban().isPresent()) {
            json.writeStringField("ban_reason", foreseen.ban().get().reason());
        }
        AskApi.writeFindings(json, decision.evidence());
    }

    private static void supposed(JsonGenerator json, Account.Supposed supposed) throws IOException {
        if (supposed.like().isPresent()) {
            json.writeStringField("like", supposed.like().get().toString());
        }
        texts(json, "said", supposed.named());
        texts(json, "taken_to_be_empty", supposed.absent());
    }
}
