package org.doorward.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a peer can make the admin listener hold or wait for, over real sockets. */
@Timeout(60)
class AdminLimitsTest {

    private static final Duration LONG = Duration.ofMinutes(5);
    private static final Duration SHORT = Duration.ofMillis(200);
    private static final String LIVE = "GET /health/live HTTP/1.1\nHost: localhost\n\n";

    @Test
    void a_request_line_that_is_too_long_is_414() throws IOException {
        try (RunningAdmin admin = new RunningAdmin()) {
            assertThat(admin.get("/" + "x".repeat(5_000))).startsWith("HTTP/1.1 414 ");
        }
    }

    @Test
    void headers_that_are_too_long_are_431() throws IOException {
        try (RunningAdmin admin = new RunningAdmin()) {
            assertThat(admin.get("/health", "X: " + "x".repeat(20_000))).startsWith("HTTP/1.1 431 ");
        }
    }

    @Test
    void a_body_that_is_too_long_is_413() throws IOException {
        try (RunningAdmin admin = new RunningAdmin()) {
            assertThat(admin.order("/api/v1/ask", "x".repeat(70_000))).startsWith("HTTP/1.1 413 ");
        }
    }

    @Test
    void a_body_in_pieces_that_is_too_long_is_413() throws IOException {
        try (RunningAdmin admin = new RunningAdmin();
                RawHttp http = new RawHttp(admin.address())) {
            http.send("POST /api/v1/ask HTTP/1.1\nHost: localhost\nTransfer-Encoding: chunked\n\n");
            http.send("C000\n" + "x".repeat(0xC000) + "\n");
            http.send("C000\n" + "x".repeat(0xC000) + "\n0\n\n");

            assertThat(http.readToEnd()).startsWith("HTTP/1.1 413 ");
        }
    }

    @Test
    void what_is_no_http_is_400_and_the_connection_is_closed() throws IOException {
        try (RunningAdmin admin = new RunningAdmin()) {
            assertThat(RawHttp.exchange(admin.address(), "request=smtpd_access_policy\nsender=a b\n\n"))
                    .startsWith("HTTP/1.1 400 ");
            assertThat(RawHttp.exchange(admin.address(), "GET / HTTP/1.1\nHost: localhost\nBad header\n\n"))
                    .startsWith("HTTP/1.1 400 ");
        }
    }

    @Test
    void a_request_that_does_not_end_in_time_is_disconnected() throws IOException {
        try (RunningAdmin admin = new RunningAdmin(limits(64, 64, SHORT, LONG));
                RawHttp http = new RawHttp(admin.address())) {
            http.send("GET /health HTTP/1.1\nHost: loc");

            assertThat(http.readToEnd()).isEmpty();
        }
    }

    @Test
    void an_answer_that_does_not_come_in_time_is_given_up() throws IOException {
        try (RunningAdmin admin = new RunningAdmin(limits(64, 64, SHORT, LONG))) {
            admin.decider = (inquiry, loop) -> new CompletableFuture<>();

            assertThat(admin.order("/api/v1/ask", "{}")).isEmpty();
        }
    }

    @Test
    void a_connection_that_stays_silent_is_closed() throws IOException {
        try (RunningAdmin admin = new RunningAdmin(limits(64, 64, LONG, SHORT));
                RawHttp http = new RawHttp(admin.address())) {
            assertThat(http.readToEnd()).isEmpty();
        }
    }

    @Test
    void a_connection_serves_one_request_after_the_other() throws IOException {
        try (RunningAdmin admin = new RunningAdmin();
                RawHttp http = new RawHttp(admin.address())) {
            for (int number = 0; number < 3; number++) {
                http.send(LIVE);

                assertThat(http.readAnswer())
                        .startsWith("HTTP/1.1 200 ")
                        .endsWith("{\"status\":\"live\",\"live\":true}\n");
            }
        }
    }

    @Test
    void a_request_before_the_last_answer_ends_the_connection() throws IOException {
        try (RunningAdmin admin = new RunningAdmin();
                RawHttp http = new RawHttp(admin.address())) {
            http.send(LIVE + LIVE + LIVE);

            assertThat(http.readToEnd().split("HTTP/1.1 200", -1)).hasSizeLessThanOrEqualTo(2);
        }
    }

    @Test
    void an_old_client_is_answered_and_its_connection_closed() throws IOException {
        try (RunningAdmin admin = new RunningAdmin()) {
            assertThat(RawHttp.exchange(admin.address(), "GET /health/live HTTP/1.0\nHost: localhost\n\n"))
                    .contains(" 200 OK\r\n");
        }
    }

    @Test
    void connections_past_the_limit_are_closed_and_a_closed_one_makes_room() throws IOException {
        try (RunningAdmin admin = new RunningAdmin(limits(2, 64, LONG, LONG));
                RawHttp first = new RawHttp(admin.address())) {
            try (RawHttp second = new RawHttp(admin.address())) {
                first.send(LIVE);
                first.readAnswer();
                second.send(LIVE);
                second.readAnswer();

                assertThat(RawHttp.exchange(admin.address(), "")).isEmpty();
            }
            assertThat(answersSoon(admin)).isTrue();
        }
    }

    @Test
    void requests_that_wait_past_the_limit_are_503_and_the_loop_stays_free() throws IOException {
        CountDownLatch stuck = new CountDownLatch(1);
        try (RunningAdmin admin = new RunningAdmin(limits(64, 1, LONG, LONG));
                RawHttp working = new RawHttp(admin.address());
                RawHttp waiting = new RawHttp(admin.address())) {
            CountDownLatch begun = new CountDownLatch(1);
            admin.store = () -> {
                begun.countDown();
                Latches.await(stuck);
                return RunningAdmin.WELL;
            };
            working.send("GET /health HTTP/1.1\nHost: localhost\n\n");
            Latches.await(begun);
            waiting.send("GET /health HTTP/1.1\nHost: localhost\n\n");

            assertThat(firstRefused(admin)).startsWith("HTTP/1.1 503 ").contains("too many requests at once");
            assertThat(admin.get("/health/live")).startsWith("HTTP/1.1 200 ");
            stuck.countDown();
            assertThat(working.readAnswer()).startsWith("HTTP/1.1 200 ");
        }
    }

    /** The server hears of a closed connection a moment later than its peer. */
    private static boolean answersSoon(RunningAdmin admin) throws IOException {
        for (int attempt = 0; attempt < 1_000; attempt++) {
            if (admin.get("/health/live").startsWith("HTTP/1.1 200 ")) {
                return true;
            }
        }
        return false;
    }

    /** The first of our requests may find the place that the waiting one has not taken yet. */
    private static String firstRefused(RunningAdmin admin) throws IOException {
        try (RawHttp filler = new RawHttp(admin.address())) {
            filler.send("GET /health HTTP/1.1\nHost: localhost\n\n");
            return admin.get("/health");
        }
    }

    private static AdminLimits limits(int connections, int waiting, Duration request, Duration idle) {
        AdminLimits usual = AdminLimits.DEFAULT;
        return new AdminLimits(usual.line(), usual.headers(), usual.body(), connections, waiting, request, idle);
    }
}
