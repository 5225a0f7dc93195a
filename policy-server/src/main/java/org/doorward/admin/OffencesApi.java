package org.doorward.admin;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.doorward.config.Vector;
import org.doorward.feed.Reports;
import org.doorward.protocol.PolicyRequest;
import org.doorward.store.net.IpAddress;

/** {@code POST /api/v1/offences}: {@code {"vector": "rogue_sender", "address": "10.0.0.7", "evidence": "..."}}: what others have seen. */
final class OffencesApi {

    private final FirewallServices.Reporter reports;

    OffencesApi(FirewallServices.Reporter reports) {
        this.reports = reports;
    }

    /** Records it. */
    CompletionStage<AdminReply> report(AdminRequest request) {
        PolicyRequest told;
        try {
            told = Attributes.read(request.body());
        } catch (Attributes.NotAttributes e) {
            return refused(String.valueOf(e.getMessage()));
        }
        Optional<Vector> vector = Reports.reportable(told.get("vector"));
        if (vector.isEmpty()) {
            return refused("\"vector\" must be one that may be reported: " + Vector.ROGUE_SENDER.label());
        }
        Optional<IpAddress> address = IpAddress.parse(told.get("address"));
        if (address.isEmpty()) {
            return refused("\"address\" must be an IPv4 or IPv6 address");
        }
        return reports.report(vector.get(), address.get(), told.get("evidence"))
                .thenApply(done -> AdminReply.ok(json -> json.writeBooleanField("recorded", true)));
    }

    private static CompletionStage<AdminReply> refused(String why) {
        return CompletableFuture.completedFuture(AdminReply.error(HttpResponseStatus.BAD_REQUEST, why));
    }
}
