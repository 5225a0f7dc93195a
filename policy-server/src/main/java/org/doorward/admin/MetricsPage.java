package org.doorward.admin;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import org.doorward.observe.Meters;

/** {@code /metrics}, for Prometheus. */
final class MetricsPage {

    private final Meters meters;

    MetricsPage(Meters meters) {
        this.meters = meters;
    }

    /** All meters, in OpenMetrics for whoever asks for that. */
    AdminReply scrape(AdminRequest request) {
        Meters.Format format = request.accept().contains("application/openmetrics-text")
                ? Meters.Format.OPENMETRICS
                : Meters.Format.PROMETHEUS;
        ByteArrayOutputStream out = new ByteArrayOutputStream(64 * 1024);
        try {
            meters.scrape(format, out);
        } catch (IOException e) {
            throw new UncheckedIOException("An array in memory does not fail", e);
        }
        return new AdminReply(HttpResponseStatus.OK, format.contentType(), out.toByteArray(), Map.of());
    }
}
