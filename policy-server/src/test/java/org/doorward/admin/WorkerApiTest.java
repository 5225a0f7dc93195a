package org.doorward.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.doorward.feed.Knocks;
import org.doorward.feed.OperatorBans;
import org.doorward.score.Offenders;
import org.doorward.store.blame.Ban;
import org.doorward.store.net.Cidr;
import org.doorward.store.net.IpAddress;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the firewall's worker tells and an operator orders, over real sockets. */
@Timeout(60)
class WorkerApiTest {

    private static final Cidr ONE = Cidr.parse("198.51.100.7/32").orElseThrow();

    private RunningAdmin admin;

    @BeforeEach
    void start() throws IOException {
        admin = new RunningAdmin();
    }

    @AfterEach
    void stop() {
        admin.close();
    }

    @Test
    void knocksAreTakenAndCounted() throws IOException {
        assertThat(admin.order("/api/v1/bans/knocks", "198.51.100.7/32 5\n2001:db8::/64 7\nend 2\n"))
                .startsWith("HTTP/1.1 200 ")
                .endsWith("{\"taken\":2}\n");
        assertThat(admin.knocks.of(ONE)).map(Knocks.Seen::packets).contains(5L);
        assertThat(admin.order("/api/v1/bans/knocks", "end 0\n")).endsWith("{\"taken\":0}\n");
    }

    @Test
    void aReportThatIsNotWholeIsNotTakenAtAll() throws IOException {
        for (String body : List.of(
                "",
                "198.51.100.7/32 5\n",
                "198.51.100.7/32 5\nend 2\n",
                "198.51.100.7/32 5\nend 1",
                "198.51.100.7/32 5\nend 1\n198.51.100.8/32 5\n",
                "198.51.100.7/32\nend 1\n",
                "198.51.100.7/32 -5\nend 1\n",
                "198.51.100.7/32 9999999999999999999\nend 1\n",
                "198.51.100.7/24 5\nend 1\n",
                "nobody 5\nend 1\n")) {
            assertThat(admin.order("/api/v1/bans/knocks", body)).as(body).startsWith("HTTP/1.1 400 ");
        }
        assertThat(admin.knocks.of(ONE)).isEmpty();
        assertThat(admin.post("/api/v1/bans/knocks", "end 0\n")).startsWith("HTTP/1.1 401 ");
    }

    @Test
    void whatOthersHaveSeenIsRecorded() throws IOException {
        assertThat(
                        admin.order(
                                "/api/v1/offences",
                                "{\"vector\":\"rogue_sender\",\"address\":\"10.0.0.7\",\"evidence\":\"port 25 of 198.51.100.1\"}"))
                .startsWith("HTTP/1.1 200 ")
                .endsWith(
                        "{\"recorded\":true,\"reports\":[{\"address\":\"10.0.0.7\",\"vector\":\"rogue_sender\",\"banned\":false}]}\n");
        assertThat(admin.reporter.reported).containsExactly("rogue_sender 10.0.0.7 port 25 of 198.51.100.1");
        for (String body : List.of(
                "",
                "[]",
                "[{\"vector\":\"spam\",\"address\":\"198.51.100.7\"},{\"vector\":\"spam\",\"address\":\"x\"}]",
                "[{\"vector\":\"spam\",\"address\":\"198.51.100.7\"}] more",
                "{\"vector\":\"spma\",\"address\":\"10.0.0.7\"}",
                "{\"address\":\"10.0.0.7\"}",
                "{\"vector\":\"rogue_sender\",\"address\":\"x\"}",
                "{\"vector\":\"rogue_sender\"}")) {
            assertThat(admin.order("/api/v1/offences", body)).as(body).startsWith("HTTP/1.1 400 ");
        }
        assertThat(admin.post("/api/v1/offences", "{}")).startsWith("HTTP/1.1 401 ");
        assertThat(admin.reporter.reported).hasSize(1);
    }

    @Test
    void manyReportsComeInOneList() throws IOException {
        assertThat(admin.order(
                        "/api/v1/offences",
                        "[{\"vector\":\"spam\",\"address\":\"198.51.100.7\",\"evidence\":\"22 points\"},"
                                + "{\"vector\":\"auth_failed\",\"address\":\"2001:db8::7\"}]"))
                .startsWith("HTTP/1.1 200 ");
        assertThat(admin.reporter.reported).containsExactly("spam 198.51.100.7 22 points", "auth_failed 2001:db8::7 ");
    }

    @Test
    void anOperatorsBanIsAnsweredWithItsEnd() throws IOException {
        Instant noon = Instant.parse("2026-11-21T12:00:00Z");
        admin.operator = (network, length, reason) -> CompletableFuture.completedFuture(new OperatorBans.Made(new Ban(
                "B7K2M9QX",
                Offenders.of(IpAddress.parse(network).orElseThrow()),
                noon,
                noon.plus(length.orElse(Duration.ofHours(1))),
                0,
                "operator: " + reason,
                "typed by an operator",
                Optional.empty())));
        assertThat(admin.order("/api/v1/ban", "{\"network\":\"198.51.100.7\",\"for\":\"2h\",\"reason\":\"guesses\"}"))
                .startsWith("HTTP/1.1 200 ")
                .endsWith("{\"banned\":true,\"network\":\"198.51.100.7/32\",\"id\":\"B7K2M9QX\","
                        + "\"since\":\"2026-11-21T12:00:00Z\",\"until\":\"2026-11-21T14:00:00Z\",\"rung\":0,"
                        + "\"reason\":\"operator: guesses\",\"evidence\":\"typed by an operator\"}\n");
        for (String length : List.of("59s", "401d", "soon", "-1h")) {
            assertThat(admin.order("/api/v1/ban", "{\"network\":\"198.51.100.7\",\"for\":\"" + length + "\"}"))
                    .as(length)
                    .startsWith("HTTP/1.1 422 ");
        }
    }

    @Test
    void aRefusalIsAnsweredWithItsReason() throws IOException {
        admin.operator = (network, length, reason) -> CompletableFuture.completedFuture(
                new OperatorBans.Refused("198.51.100.7/32 is never banned: ban.never holds it"));
        assertThat(admin.order("/api/v1/ban", "{\"network\":\"198.51.100.7\"}"))
                .startsWith("HTTP/1.1 422 ")
                .contains("is never banned: ban.never holds it");
        assertThat(admin.post("/api/v1/ban", "{}")).startsWith("HTTP/1.1 401 ");
    }
}
