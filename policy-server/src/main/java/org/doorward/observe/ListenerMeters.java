package org.doorward.observe;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.doorward.decision.Reason;
import org.doorward.protocol.MalformedRequestException.Kind;
import org.doorward.server.ListenerEvents;

/** The meters of the policy listener: connections, and requests that came to no decision. */
final class ListenerMeters implements ListenerEvents {

    private final AtomicInteger open = new AtomicInteger();
    private final Counter accepted;
    private final Counter refused;
    private final Map<Kind, Counter> protocolErrors;
    private final Map<Wait, Counter> timeouts;
    private final Counter overload;
    private final Counter failure;

    ListenerMeters(MeterMaker make) {
        Gauge.builder("doorward_connections_open", open, AtomicInteger::get)
                .description("Connections of Postfix that are open.")
                .register(make.registry());
        this.accepted = make.counter("doorward_connections_total", "Connections of Postfix that were accepted.");
        this.refused = make.counter(
                "doorward_connections_refused_total", "Connections closed at once because too many were open.");
        this.protocolErrors = make.counters(
                Kind.class,
                Kind::label,
                "doorward_protocol_errors_total",
                "Requests that broke the protocol; their connection was closed without a reply.",
                "kind");
        this.timeouts = make.counters(
                Wait.class,
                Wait::label,
                "doorward_connections_timed_out_total",
                "Connections that Doorward closed, by what it waited for in vain.",
                "wait");
        this.overload = undecided(make, Reason.OVERLOAD);
        this.failure = undecided(make, Reason.INTERNAL_ERROR);
    }

    private static Counter undecided(MeterMaker make, Reason reason) {
        return make.counter(
                "doorward_requests_undecided_total",
                "Requests answered DUNNO without a decision, by reason.",
                "reason",
                reason.label());
    }

    @Override
    public void connectionOpened() {
        accepted.increment();
        open.incrementAndGet();
    }

    @Override
    public void connectionClosed() {
        open.decrementAndGet();
    }

    @Override
    public void connectionRefused() {
        refused.increment();
    }

    @Override
    public void protocolError(Kind kind) {
        Objects.requireNonNull(protocolErrors.get(kind)).increment();
    }

    @Override
    public void timedOut(Wait wait) {
        Objects.requireNonNull(timeouts.get(wait)).increment();
    }

    @Override
    public void shed() {
        overload.increment();
    }

    @Override
    public void deciderFailed() {
        failure.increment();
    }
}
