package org.doorward.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.doorward.server.Decisions.ECHO;
import static org.doorward.server.Decisions.echoed;
import static org.doorward.server.Session.request;

import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import org.doorward.CapturedLog;
import org.doorward.server.PolicySession.Drain;
import org.junit.jupiter.api.Test;

class PolicySessionTest {

    private final Decisions.Held held = new Decisions.Held();

    @Test
    void aRequestIsAnsweredInOneSegment() {
        try (Session session = new Session(ECHO)) {
            assertThat(session.send(request("a@x")).segments()).containsExactly("action=REJECT 5.7.1 a@x\n\n");
            assertThat(session.open()).isTrue();
        }
    }

    @Test
    void aRequestCutAtAnyByteIsAnsweredOnce() {
        byte[] whole = request("a@x").getBytes(StandardCharsets.UTF_8);
        try (Session session = new Session(ECHO)) {
            for (int cut = 1; cut < whole.length; cut++) {
                session.send(Arrays.copyOfRange(whole, 0, cut));
                assertThat(session.actions()).as("before the cut at %d", cut).isEmpty();
                session.send(Arrays.copyOfRange(whole, cut, whole.length));
                assertThat(session.actions()).as("cut at %d", cut).containsExactly(echoed("a@x"));
            }
        }
    }

    @Test
    void oneConnectionAsksManyTimes() {
        try (Session session = new Session(ECHO)) {
            for (int round = 0; round < 100; round++) {
                assertThat(session.send(request(round + "@x")).actions()).containsExactly(echoed(round + "@x"));
            }
        }
    }

    @Test
    void pipelinedRequestsAreAnsweredInTheirOrder() {
        try (Session session = new Session(ECHO)) {
            session.send(request("a@x") + request("b@x") + request("c@x"));

            assertThat(session.actions()).containsExactly(echoed("a@x"), echoed("b@x"), echoed("c@x"));
        }
    }

    @Test
    void theNextRequestWaitsUntilTheLastIsDecided() {
        try (Session session = new Session(held)) {
            session.send(request("a@x") + request("b@x"));
            assertThat(held.asked()).isEqualTo(1);

            held.release();
            assertThat(session.actions()).containsExactly(echoed("a@x"));
            assertThat(held.asked()).isEqualTo(1);

            held.release();
            assertThat(session.actions()).containsExactly(echoed("b@x"));
        }
    }

    @Test
    void nothingIsReadWhileARequestWaits() {
        try (Session session = new Session(held)) {
            session.send(request("a@x"));
            assertThat(session.channel.config().isAutoRead()).isTrue();

            session.send(request("b@x"));
            assertThat(session.channel.config().isAutoRead()).isFalse();

            held.release();
            session.actions();
            assertThat(session.channel.config().isAutoRead()).isTrue();
        }
    }

    @Test
    void whenDecidingFailsTheAnswerIsDunnoAndTheLogHasOneLine() {
        try (CapturedLog log = CapturedLog.of("org.doorward.server");
                Session session = new Session(held)) {
            session.send(request("a@x"));
            held.fail(new IllegalStateException("no\nluck"));

            assertThat(session.actions()).containsExactly("DUNNO");
            assertThat(session.events.all()).contains("decider failed");
            assertThat(log.lines())
                    .singleElement()
                    .asString()
                    .startsWith("ERROR")
                    .contains("no\\x0aluck");
            assertThat(log.events()).allMatch(event -> event.getThrowableProxy() == null);
        }
    }

    @Test
    void whenTheDeciderThrowsTheAnswerIsDunno() {
        try (CapturedLog log = CapturedLog.of("org.doorward.server");
                Session session = new Session((inquiry, loop) -> {
                    throw new StackOverflowError();
                })) {
            assertThat(session.send(request("a@x") + request("b@x")).actions()).containsExactly("DUNNO", "DUNNO");
            assertThat(log.lines()).hasSize(2);
            assertThat(session.shared.decisions().availablePermits())
                    .isEqualTo(session.shared.config().maxInFlight());
        }
    }

    @Test
    void whenTheDeciderHasNoDecisionTheAnswerIsDunno() {
        try (CapturedLog log = CapturedLog.of("org.doorward.server");
                Session session = new Session((inquiry, loop) -> CompletableFuture.completedFuture(null))) {
            assertThat(session.send(request("a@x")).actions()).containsExactly("DUNNO");
            assertThat(log.lines()).hasSize(1);
        }
    }

    @Test
    void decisionsPastTheBoundAreShedAndNotQueued() {
        try (CapturedLog log = CapturedLog.of("org.doorward.server");
                Session session = new Session(ServerConfigs.maxInFlight(1), held)) {
            session.send(request("a@x"));
            var second = session.connect();
            second.writeInbound(io.netty.buffer.Unpooled.copiedBuffer(request("b@x"), StandardCharsets.UTF_8));

            io.netty.buffer.ByteBuf reply = second.readOutbound();
            assertThat(reply.toString(StandardCharsets.US_ASCII)).isEqualTo("action=DUNNO\n\n");
            reply.release();
            assertThat(held.asked()).isEqualTo(1);
            assertThat(session.events.count("shed")).isEqualTo(1);
            assertThat(log.lines()).singleElement().asString().contains("1 decisions");

            held.release();
            second.finishAndReleaseAll();
            session.send(request("c@x"));
            assertThat(held.asked()).isEqualTo(1);
        }
    }

    @Test
    void connectionsPastTheBoundAreClosedAtOnce() {
        try (CapturedLog log = CapturedLog.of("org.doorward.server");
                Session session = new Session(ServerConfigs.maxConnections(1), ECHO)) {
            var second = session.connect();
            assertThat(second.isOpen()).isFalse();
            assertThat(session.events.all()).containsExactly("opened", "refused");
            assertThat(log.lines()).singleElement().asString().contains("max_connections");

            session.disconnect();
            assertThat(session.events.all()).containsExactly("opened", "refused", "closed");
            var third = session.connect();
            assertThat(third.isOpen()).isTrue();
            third.finishAndReleaseAll();
        }
    }

    @Test
    void eximIsAnsweredOnceAndThenClosed() {
        try (Session session = new Session(ServerConfigs.exim(), ECHO)) {
            session.send("sender=a@b\nrecipient=c@d\n\n" + request("ignored@x"));

            assertThat(session.actions()).containsExactly(echoed("c@d"));
            assertThat(session.open()).isFalse();
        }
    }

    @Test
    void whoClosesItsSideWithARequestUnansweredIsAnsweredAndThenClosed() {
        try (Session session = new Session(held)) {
            session.send(request("a@x"));
            session.channel.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
            assertThat(session.open()).isTrue();

            held.release();
            assertThat(session.actions()).containsExactly(echoed("a@x"));
            assertThat(session.open()).isFalse();
        }
    }

    @Test
    void whoClosesItsSideIdleOrWithinARequestIsClosed() {
        for (String sent : new String[] {"", "request=smtpd_access_policy\nsen"}) {
            try (Session session = new Session(ECHO)) {
                session.send(sent);
                session.channel.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);

                assertThat(session.segments()).isEmpty();
                assertThat(session.open()).isFalse();
            }
        }
    }

    @Test
    void drainingClosesAnIdleConnectionAtOnce() {
        try (Session session = new Session(ECHO)) {
            drain(session);

            assertThat(session.open()).isFalse();
        }
    }

    @Test
    void drainingAnswersWhatIsInFlightAndThenCloses() {
        try (Session session = new Session(held)) {
            session.send(request("a@x") + request("b@x"));
            drain(session);
            held.release();
            assertThat(session.open()).isTrue();
            held.release();

            assertThat(session.actions()).containsExactly(echoed("a@x"), echoed("b@x"));
            assertThat(session.open()).isFalse();
        }
    }

    @Test
    void drainingAnswersARequestThatIsArriving() {
        String request = request("a@x");
        try (Session session = new Session(ECHO)) {
            session.send(request.substring(0, 50));
            drain(session);
            session.send(request.substring(50));

            assertThat(session.actions()).containsExactly(echoed("a@x"));
            assertThat(session.open()).isFalse();
        }
    }

    @Test
    void aConnectionThatIsAcceptedWhileDrainingIsClosed() {
        try (Session session = new Session(ECHO)) {
            session.shared.drain();

            assertThat(session.connect().isOpen()).isFalse();
        }
    }

    @Test
    void aDecisionThatComesAfterTheConnectionEndedIsForgotten() {
        try (Session session = new Session(held)) {
            session.send(request("a@x"));
            session.disconnect();
            held.release();

            assertThat(session.segments()).isEmpty();
            assertThat(session.shared.decisions().availablePermits())
                    .isEqualTo(session.shared.config().maxInFlight());
        }
    }

    private static void drain(Session session) {
        session.shared.drain();
        session.channel.pipeline().fireUserEventTriggered(Drain.DRAIN);
    }
}
