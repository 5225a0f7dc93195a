package org.doorward.watch.replay;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

/** A report as one JSON object: rungs count from 1, times are in UTC. */
final class ReportJson {

    private static final JsonFactory FACTORY =
            JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    private static final int MOST_BANNED = 10;

    private final JsonGenerator json;
    private final Tally tally;

    private ReportJson(JsonGenerator json, Tally tally) {
        this.json = json;
        this.tally = tally;
    }

    static String of(Report report) {
        StringWriter out = new StringWriter();
        try (JsonGenerator json = FACTORY.createGenerator(out)) {
            new ReportJson(json, report.tally()).write();
        } catch (IOException e) {
            throw new UncheckedIOException("A text in memory does not fail", e);
        }
        return out.toString();
    }

    private void write() throws IOException {
        json.writeStartObject();
        json.writeStringField("from", tally.first().map(Object::toString).orElse(""));
        json.writeStringField("until", tally.last().map(Object::toString).orElse(""));
        lines();
        bans();
        saving("connections", tally.connections());
        saving("refusals", tally.rejects());
        savings("refusals_by_vector", tally.rejectsByVector());
        savings("offences_by_vector", tally.offencesByVector());
        saving("dns_list_questions", tally.dnsblQuestions());
        networks("most_banned", tally.mostBanned(MOST_BANNED));
        networks("wrongly_banned", tally.wronglyBanned());
        networks("users_banned", tally.usersBanned());
        json.writeArrayFieldStart("notes");
        for (String note : tally.notes()) {
            json.writeString(note);
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private void lines() throws IOException {
        json.writeObjectFieldStart("lines");
        json.writeNumberField("read", tally.lines());
        json.writeNumberField("connections", tally.lines(Tally.Kind.CONNECTION));
        json.writeNumberField("accepted", tally.lines(Tally.Kind.ACCEPTED));
        json.writeNumberField("logins", tally.lines(Tally.Kind.LOGIN));
        json.writeNumberField("offences", tally.lines(Tally.Kind.OFFENCE));
        json.writeNumberField("nothing", tally.lines(Tally.Kind.NOTHING));
        json.writeNumberField("not_understood", tally.notUnderstood());
        json.writeNumberField("of_another_time", tally.linesLeftOut());
        json.writeEndObject();
    }

    private void bans() throws IOException {
        json.writeNumberField("offenders", tally.offenders());
        json.writeNumberField("banned_networks", tally.bannedNetworks());
        json.writeNumberField("bans", tally.bans());
        json.writeNumberField("bans_refused", tally.refusedBans());
        json.writeObjectFieldStart("bans_by_vector");
        for (Map.Entry<String, Long> entry : tally.bansByVector().entrySet()) {
            json.writeNumberField(entry.getKey(), entry.getValue());
        }
        json.writeEndObject();
        json.writeObjectFieldStart("bans_by_rung");
        for (Map.Entry<Integer, Long> entry : tally.bansByRung().entrySet()) {
            json.writeNumberField(Integer.toString(entry.getKey() + 1), entry.getValue());
        }
        json.writeEndObject();
    }

    private void savings(String name, Map<String, Saving> savings) throws IOException {
        json.writeObjectFieldStart(name);
        for (Map.Entry<String, Saving> entry : savings.entrySet()) {
            saving(entry.getKey(), entry.getValue());
        }
        json.writeEndObject();
    }

    private void saving(String name, Saving saving) throws IOException {
        json.writeObjectFieldStart(name);
        json.writeNumberField("all", saving.all());
        json.writeNumberField("saved", saving.saved());
        json.writeEndObject();
    }

    private void networks(String name, List<BannedNetwork> networks) throws IOException {
        json.writeArrayFieldStart(name);
        for (BannedNetwork one : networks) {
            json.writeStartObject();
            json.writeStringField("network", one.network().toString());
            json.writeStringField("vector", one.vector());
            json.writeStringField("first_ban", one.first().toString());
            json.writeNumberField("bans", one.bans());
            json.writeNumberField("rung", one.rung() + 1);
            json.writeNumberField("connections_saved", one.connections());
            json.writeNumberField("offences_saved", one.offences());
            json.writeNumberField("accepted", tally.acceptedOf(one.network()));
            json.writeNumberField("accepted_while_banned", one.accepted());
            json.writeNumberField("logins_while_banned", one.logins());
            json.writeEndObject();
        }
        json.writeEndArray();
    }
}
