package org.doorward.admin;

import com.fasterxml.jackson.core.JsonGenerator;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.IOException;
import java.util.List;
import java.util.function.Supplier;

/** {@code POST /api/v1/reload}: reads the configuration anew, as SIGHUP does. */
final class ReloadApi {

    private final Supplier<ReloadOutcome> reload;

    ReloadApi(Supplier<ReloadOutcome> reload) {
        this.reload = reload;
    }

    /** Reloads: 200 when the new configuration is in force, 422 with all problems when it was refused. */
    AdminReply reload() {
        ReloadOutcome outcome = reload.get();
        if (outcome instanceof ReloadOutcome.Refused refused) {
            return AdminReply.json(HttpResponseStatus.UNPROCESSABLE_ENTITY, json -> {
                json.writeBooleanField("accepted", false);
                writeTexts(json, "problems", refused.problems());
            });
        }
        ReloadOutcome.Accepted accepted = (ReloadOutcome.Accepted) outcome;
        return AdminReply.ok(json -> {
            json.writeBooleanField("accepted", true);
            writeTexts(json, "need_restart", accepted.needRestart());
        });
    }

    private static void writeTexts(JsonGenerator json, String name, List<String> texts) throws IOException {
        json.writeArrayFieldStart(name);
        for (String text : texts) {
            json.writeString(text);
        }
        json.writeEndArray();
    }
}
