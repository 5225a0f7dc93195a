package org.doorward.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.doorward.server.Decisions.ECHO;
import static org.doorward.server.Decisions.echoed;
import static org.doorward.server.ServerConfigs.IDLE_TIMEOUT;
import static org.doorward.server.ServerConfigs.REQUEST_TIMEOUT;
import static org.doorward.server.Session.request;

import java.time.Duration;
import org.doorward.CapturedLog;
import org.junit.jupiter.api.Test;

class SessionTimeoutTest {

    private static final Duration SECOND = Duration.ofSeconds(1);

    @Test
    void aConnectionThatNeverAsksIsClosedAtTheIdleTimeout() {
        try (Session session = new Session(ECHO)) {
            assertThat(session.advance(IDLE_TIMEOUT.minusNanos(1)).open()).isTrue();
            assertThat(session.advance(Duration.ofNanos(1)).open()).isFalse();
            assertThat(session.events.all()).containsExactly("opened", "timed out: idle", "closed");
        }
    }

    @Test
    void anIdleConnectionIsClosedWithoutALogLine() {
        try (CapturedLog log = CapturedLog.of("org.doorward.server");
                Session session = new Session(ECHO)) {
            session.advance(IDLE_TIMEOUT);

            assertThat(log.lines()).isEmpty();
        }
    }

    @Test
    void theIdleTimeBeginsAnewWithEachRequest() {
        try (Session session = new Session(ECHO)) {
            for (int round = 0; round < 5; round++) {
                session.advance(IDLE_TIMEOUT.minus(SECOND)).send(request("a@x"));
                assertThat(session.actions()).containsExactly(echoed("a@x"));
            }
            assertThat(session.advance(IDLE_TIMEOUT.minus(SECOND)).open()).isTrue();
            assertThat(session.advance(SECOND).open()).isFalse();
        }
    }

    @Test
    void aRequestThatStopsArrivingIsClosedAtTheRequestTimeout() {
        try (CapturedLog log = CapturedLog.of("org.doorward.server");
                Session session = new Session(ECHO)) {
            session.send("request=smtpd_access_policy\nsen");

            assertThat(session.advance(REQUEST_TIMEOUT.minusNanos(1)).open()).isTrue();
            assertThat(session.advance(Duration.ofNanos(1)).open()).isFalse();
            assertThat(session.segments()).isEmpty();
            assertThat(session.events.all()).containsExactly("opened", "timed out: request", "closed");
            assertThat(log.lines()).singleElement().asString().contains("did not arrive in time");
        }
    }

    @Test
    void aByteASecondDoesNotBuyMoreTime() {
        String request = request("a@x");
        try (CapturedLog log = CapturedLog.of("org.doorward.server");
                Session session = new Session(ECHO)) {
            int sent = 0;
            while (session.open()) {
                session.send(request.substring(sent, sent + 1)).advance(SECOND);
                sent++;
            }
            assertThat(sent).isEqualTo((int) REQUEST_TIMEOUT.toSeconds());
            assertThat(log.lines()).hasSize(1);
        }
    }

    @Test
    void theTimeCountsFromTheFirstByteOfTheRequestAndNotOfTheOneBefore() {
        String request = request("a@x");
        try (Session session = new Session(ECHO)) {
            session.send("r").advance(REQUEST_TIMEOUT.minus(SECOND));
            session.send(request.substring(1) + request.substring(0, 20)).advance(REQUEST_TIMEOUT.minus(SECOND));
            session.send(request.substring(20));

            assertThat(session.actions()).containsExactly(echoed("a@x"), echoed("a@x"));
            assertThat(session.advance(REQUEST_TIMEOUT).open()).isTrue();
        }
    }

    @Test
    void aClientIsNotBlamedForWhatWeDoNotRead() {
        Decisions.Held held = new Decisions.Held();
        String request = request("a@x");
        try (CapturedLog log = CapturedLog.of("org.doorward.server");
                Session session = new Session(held)) {
            session.send(request + request + request.substring(0, 20)).advance(REQUEST_TIMEOUT.multipliedBy(2));
            assertThat(session.open()).isTrue();

            held.release();
            session.actions();
            assertThat(session.advance(REQUEST_TIMEOUT).open())
                    .as("read on, and waiting for the rest")
                    .isFalse();
            assertThat(log.lines()).hasSize(1);
        }
    }

    @Test
    void aConnectionWhoseDecisionTakesLongIsNotIdle() {
        Decisions.Held held = new Decisions.Held();
        try (Session session = new Session(held)) {
            session.send(request("a@x")).advance(IDLE_TIMEOUT.multipliedBy(3));
            held.release();

            assertThat(session.actions()).containsExactly(echoed("a@x"));
        }
    }
}
