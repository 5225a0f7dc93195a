package org.doorward.admin;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.doorward.config.Vector;
import org.doorward.feed.Reporter;
import org.doorward.feed.Reporter.Report;
import org.doorward.protocol.PolicyRequest;
import org.doorward.store.blame.Ban;
import org.doorward.store.net.IpAddress;

/**
 * {@code POST /api/v1/offences}: {@code {"vector": "spam", "address": "198.51.100.7", "evidence": "..."}}, or a list of these: what others have seen. All of a
 * list is taken, or nothing of it.
 */
final class OffencesApi {

    private final Reporter reports;

    OffencesApi(Reporter reports) {
        this.reports = reports;
    }

    /** A report that cannot be taken. */
    private static final class NoReport extends Exception {

        private static final long serialVersionUID = 1L;

        NoReport(String message) {
            super(message);
        }
    }

    /** Records it. */
    CompletionStage<AdminReply> report(AdminRequest request) {
        List<Report> told = new ArrayList<>();
        try {
            List<PolicyRequest> all = Attributes.readAll(request.body());
            for (PolicyRequest one : all) {
                told.add(report(one, all.size() == 1 ? "" : "report " + (told.size() + 1) + ": "));
            }
        } catch (Attributes.NotAttributes | NoReport e) {
            return CompletableFuture.completedFuture(
                    AdminReply.error(HttpResponseStatus.BAD_REQUEST, String.valueOf(e.getMessage())));
        }
        return reports.record(told).thenApply(bans -> reply(told, bans));
    }

    private Report report(PolicyRequest told, String which) throws NoReport {
        Optional<Vector> vector = reports.vector(told.get("vector"));
        if (vector.isEmpty()) {
            throw new NoReport(which + "\"vector\" must be one of " + String.join(", ", reports.vectors()));
        }
        Optional<IpAddress> address = IpAddress.parse(told.get("address"));
        if (address.isEmpty()) {
            throw new NoReport(which + "\"address\" must be an IPv4 or IPv6 address");
        }
        return new Report(vector.get(), address.get(), told.get("evidence"));
    }

    private static AdminReply reply(List<Report> told, List<Optional<Ban>> bans) {
        return AdminReply.ok(json -> {
            json.writeBooleanField("recorded", true);
            json.writeArrayFieldStart("reports");
            for (int i = 0; i < told.size(); i++) {
                json.writeStartObject();
                json.writeStringField("address", told.get(i).address().toString());
                json.writeStringField("vector", told.get(i).vector().label());
                json.writeBooleanField("banned", bans.get(i).isPresent());
                if (bans.get(i).isPresent()) {
                    BansApi.write(json, bans.get(i).get());
                }
                json.writeEndObject();
            }
            json.writeEndArray();
        });
    }
}
