package org.doorward.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.doorward.feed.NeverFact;
import org.doorward.store.net.Cidr;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The feed of bans, over real sockets. */
@Timeout(60)
class FeedApiTest {

    private static final Duration LONG = Duration.ofMinutes(5);
    private static final Duration SHORT = Duration.ofMillis(300);

    private static String request(String query) {
        return "GET /api/v1/bans/feed" + query + " HTTP/1.1\nHost: localhost\nAuthorization: Bearer "
                + RunningAdmin.TOKEN + "\n\n";
    }

    private static String body(String answer) {
        return answer.substring(answer.indexOf("\r\n\r\n") + 4);
    }

    private static String ask(RunningAdmin admin, String query) throws IOException {
        try (RawHttp http = new RawHttp(admin.address())) {
            http.send(request(query));
            return http.readAnswer();
        }
    }

    @Test
    void whoKnowsNothingIsToldAllBans() throws IOException {
        try (RunningAdmin admin = new RunningAdmin()) {
            admin.bans.ban("198.51.100.7/32");
            admin.bans.ban("2001:db8::/64");
            assertThat(ask(admin, ""))
                    .startsWith("HTTP/1.1 200 ")
                    .contains("content-type: text/plain; charset=us-ascii\r\n")
                    .endsWith("""
                            doorward-bans 1
                            revision r-2 whole
                            + 198.51.100.7/32 1800000000 B1
                            + 2001:db8::/64 1800000000 B2
                            end 2
                            """);
        }
    }

    @Test
    void whoDoesNotWaitIsToldAtOnceThatNothingHasChanged() throws IOException {
        try (RunningAdmin admin = new RunningAdmin()) {
            assertThat(body(ask(admin, "?since=r-0"))).isEqualTo("doorward-bans 1\nrevision r-0 changes\nend 0\n");
        }
    }

    @Test
    void anUnknownRevisionIsAnsweredWithAllBansHoweverLongOneWouldWait() throws IOException {
        try (RunningAdmin admin = new RunningAdmin()) {
            admin.bans.ban("198.51.100.7/32");
            assertThat(body(ask(admin, "?since=other-1&wait=60"))).contains("revision r-1 whole\n", "end 1\n");
        }
    }

    @Test
    void whoWaitsIsToldOfABanAsSoonAsItStands() throws IOException {
        try (RunningAdmin admin = new RunningAdmin();
                RawHttp http = new RawHttp(admin.address())) {
            for (int round = 1; round <= 20; round++) {
                http.send(request("?since=r-" + (round - 1) + "&wait=60"));
                awaitWaiting(admin, 1);
                long from = System.nanoTime();
                admin.bans.ban("198.51.100." + round + "/32");
                assertThat(body(http.readAnswer()))
                        .isEqualTo("doorward-bans 1\nrevision r-" + round + " changes\n+ 198.51.100." + round
                                + "/32 1800000000 B" + round + "\nend 1\n");
                System.out.println("woken after "
                        + Duration.ofNanos(System.nanoTime() - from).toMillis() + " ms");
            }
        }
    }

    @Test
    void patienceEndsWithNoNews() throws IOException {
        try (RunningAdmin admin = new RunningAdmin()) {
            assertThat(body(ask(admin, "?since=r-0&wait=1"))).endsWith("revision r-0 changes\nend 0\n");
        }
    }

    @Test
    void neitherTheIdleTimeNorTheUsualDeadlineCutsAPoll() throws IOException {
        AdminLimits usual = AdminLimits.DEFAULT;
        AdminLimits limits =
                new AdminLimits(usual.line(), usual.headers(), usual.body(), 64, 64, SHORT, SHORT.dividedBy(3));
        try (RunningAdmin admin = new RunningAdmin(limits)) {
            assertThat(ask(admin, "?since=r-0&wait=2")).startsWith("HTTP/1.1 200 ");
        }
    }

    @Test
    void noMoreThanSixteenWaitAndOneThatIsGoneMakesRoom() throws IOException {
        List<RawHttp> waiting = new ArrayList<>();
        try (RunningAdmin admin = new RunningAdmin()) {
            for (int i = 0; i < FeedApi.MOST_WAITING; i++) {
                RawHttp http = new RawHttp(admin.address());
                http.send(request("?since=r-0&wait=60"));
                waiting.add(http);
            }
            awaitWaiting(admin, FeedApi.MOST_WAITING);
            assertThat(ask(admin, "?since=r-0&wait=60")).startsWith("HTTP/1.1 503 ");
            assertThat(ask(admin, "?since=r-0&wait=0")).startsWith("HTTP/1.1 200 ");
            waiting.remove(0).close();
            awaitWaiting(admin, FeedApi.MOST_WAITING - 1);
            try (RawHttp another = new RawHttp(admin.address())) {
                another.send(request("?since=r-0&wait=60"));
                awaitWaiting(admin, FeedApi.MOST_WAITING);
                admin.bans.ban("198.51.100.7/32");
                assertThat(another.readAnswer()).contains("revision r-1 changes");
            }
            for (RawHttp http : waiting) {
                assertThat(http.readAnswer()).contains("revision r-1 changes");
                http.close();
            }
        }
    }

    @Test
    void whoWaitsIsAnsweredWhenTheServerStops() throws IOException {
        RunningAdmin admin = new RunningAdmin();
        try (RawHttp http = new RawHttp(admin.address())) {
            http.send(request("?since=r-0&wait=60"));
            awaitWaiting(admin, 1);
            admin.close();
            assertThat(http.readToEnd())
                    .startsWith("HTTP/1.1 200 ")
                    .contains("connection: close")
                    .endsWith("revision r-0 changes\nend 0\n");
        }
    }

    @Test
    void whatIsNoTimeToWaitIsRefused() throws IOException {
        try (RunningAdmin admin = new RunningAdmin()) {
            for (String wait : List.of("61", "-1", "x", "", "1.5", "99999999999", "%zz")) {
                assertThat(ask(admin, "?since=r-0&wait=" + wait)).as(wait).startsWith("HTTP/1.1 400 ");
            }
        }
    }

    @Test
    void theFeedNeedsTheTokenAndIsReadOnly() throws IOException {
        try (RunningAdmin admin = new RunningAdmin()) {
            assertThat(admin.get("/api/v1/bans/feed?wait=60")).startsWith("HTTP/1.1 401 ");
            assertThat(admin.get("/api/v1/bans/never")).startsWith("HTTP/1.1 401 ");
            assertThat(admin.order("/api/v1/bans/feed", "")).startsWith("HTTP/1.1 405 ");
            assertThat(RawHttp.exchange(
                            admin.address(), "HEAD /api/v1/bans/feed HTTP/1.1\nHost: localhost\nConnection: close\n\n"))
                    .startsWith("HTTP/1.1 405 ");
        }
    }

    @Test
    void whomMailSaysNotToDropIsListedWithReasonAndNumber() throws IOException {
        try (RunningAdmin admin = new RunningAdmin()) {
            admin.never = () -> List.of(
                    new NeverFact(Cidr.parse("198.51.100.0/24").orElseThrow(), "ban.never holds it"),
                    new NeverFact(Cidr.parse("2001:db8::/64").orElseThrow(), "a user has logged in"));
            assertThat(admin.get("/api/v1/bans/never", "Authorization: Bearer " + RunningAdmin.TOKEN))
                    .endsWith(
                            "\r\n\r\n198.51.100.0/24 ban.never holds it\n2001:db8::/64 a user has logged in\nend 2\n");
        }
    }

    private static void awaitWaiting(RunningAdmin admin, int number) {
        long deadline = System.nanoTime() + LONG.toNanos();
        while (admin.waitingForTheFeed() != number) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            Thread.onSpinWait();
        }
    }
}
