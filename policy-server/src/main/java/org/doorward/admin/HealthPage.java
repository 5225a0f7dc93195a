package org.doorward.admin;

import com.fasterxml.jackson.core.JsonGenerator;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.IOException;
import org.doorward.dns.DnsStatus;
import org.doorward.dnsbl.ListStatus;
import org.doorward.store.StoreStatus;

/** {@code /health}: whether policy requests are answered, and whether what is promised can be kept. */
final class HealthPage {

    private final AdminServices services;

    HealthPage(AdminServices services) {
        this.services = services;
    }

    /** That the process answers at all. */
    AdminReply live() {
        return AdminReply.ok(json -> {
            json.writeStringField("status", "live");
            json.writeBooleanField("live", true);
        });
    }

    /**
     * The whole truth: 200 when all is well, 503 otherwise. Without its database Doorward still answers, from memory or
     * {@code DUNNO}, but somebody should look.
     */
    AdminReply whole() {
        boolean listening = services.ready().getAsBoolean();
        StoreStatus store = services.store().get();
        boolean ready = listening && store.available();
        HttpResponseStatus status = ready ? HttpResponseStatus.OK : HttpResponseStatus.SERVICE_UNAVAILABLE;
        return AdminReply.json(status, json -> {
            json.writeStringField("status", ready ? "ready" : listening ? "degraded" : "not listening");
            json.writeBooleanField("live", true);
            json.writeBooleanField("ready", ready);
            writeDatabase(json, store);
            writeDns(json, services.lookups());
            json.writeStringField("version", services.build().version());
        });
    }

    /** Neither is a reason for 503: without the lists mail flows, and is only judged by less. */
    private static void writeDns(JsonGenerator json, LookupServices lookups) throws IOException {
        DnsStatus dns = lookups.dns().get();
        json.writeObjectFieldStart("dns");
        json.writeBooleanField("available", dns.available());
        if (dns.problem().isPresent()) {
            json.writeStringField("problem", dns.problem().get());
        }
        json.writeArrayFieldStart("lists_not_asked");
        for (ListStatus list : lookups.lists().get()) {
            if (list.state() != ListStatus.State.SERVING) {
                json.writeString(list.list() + ": " + list.state().label() + ", " + list.why());
            }
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void writeDatabase(JsonGenerator json, StoreStatus store) throws IOException {
        json.writeObjectFieldStart("database");
        json.writeBooleanField("available", store.available());
        if (store.problem().isPresent()) {
            json.writeStringField("problem", store.problem().get());
        }
        json.writeEndObject();
    }
}
