package org.doorward.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.doorward.config.ListenAddress;
import org.doorward.decision.Inquiry;
import org.doorward.decision.ProtocolState;
import org.doorward.observe.SampleDecisions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is answered, over real sockets. */
@Timeout(60)
class AdminServerTest {

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
    void health_is_200_when_all_is_well() throws IOException {
        assertThat(admin.get("/health"))
                .startsWith("HTTP/1.1 200 OK\r\n")
                .contains("content-type: application/json\r\n")
                .endsWith("{\"status\":\"ready\",\"live\":true,\"ready\":true,\"database\":{\"available\":true},"
                        + "\"dns\":{\"available\":true,\"lists_not_asked\":[]},\"version\":\"1.2.3\"}\n");
    }

    @Test
    void health_is_503_and_says_what_is_wrong_with_the_database() throws IOException {
        admin.store = () -> RunningAdmin.BROKEN;

        assertThat(admin.get("/health"))
                .startsWith("HTTP/1.1 503 ")
                .contains("\"status\":\"degraded\"", "{\"available\":false,\"problem\":\"disk full\"}");
    }

    @Test
    void health_is_503_while_the_server_does_not_listen() throws IOException {
        admin.ready = false;

        assertThat(admin.get("/health")).startsWith("HTTP/1.1 503 ").contains("\"status\":\"not listening\"");
    }

    @Test
    void the_process_is_live_whatever_else_is() throws IOException {
        admin.ready = false;
        admin.store = () -> RunningAdmin.BROKEN;

        assertThat(admin.get("/health/live"))
                .startsWith("HTTP/1.1 200 ")
                .endsWith("{\"status\":\"live\",\"live\":true}\n");
    }

    @Test
    void metrics_are_shown_in_prometheus_format() throws IOException {
        assertThat(admin.get("/metrics"))
                .startsWith("HTTP/1.1 200 ")
                .contains("content-type: text/plain; version=0.0.4; charset=utf-8\r\n")
                .contains("\ndoorward_decisions_total{");
    }

    @Test
    void metrics_are_shown_as_openmetrics_to_whoever_asks_but_never_as_protobuf() throws IOException {
        assertThat(admin.get("/metrics", "Accept: application/openmetrics-text;version=1.0.0,text/plain;q=0.5"))
                .contains("content-type: application/openmetrics-text; version=1.0.0; charset=utf-8\r\n")
                .endsWith("# EOF\n");
        assertThat(admin.get(
                        "/metrics", "Accept: application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily"))
                .contains("content-type: text/plain; version=0.0.4; charset=utf-8\r\n");
    }

    @Test
    void a_question_is_decided_and_answered_with_all_that_led_to_the_verdict() throws IOException {
        assertThat(admin.order("/api/v1/ask", "{\"client_address\":\"198.51.100.7\"}"))
                .startsWith("HTTP/1.1 200 ")
                .endsWith("{\"action\":\"DEFER_IF_PERMIT 4.7.1 Greylisted, come back in 180 seconds\","
                        + "\"verdict\":\"defer\",\"reason\":\"greylisted\",\"detail\":\"first seen\","
                        + "\"mode\":\"enforced\",\"took_ms\":0.412,\"findings\":["
                        + "{\"check\":\"exempt\",\"observed\":false,\"finding\":\"nothing\"},"
                        + "{\"check\":\"score\",\"observed\":true,\"finding\":\"points\",\"reason\":\"score\","
                        + "\"points\":2.5,\"detail\":\"bad HELO\"},"
                        + "{\"check\":\"dnsbl\",\"observed\":false,\"finding\":\"unknown\",\"reason\":\"deadline\","
                        + "\"detail\":\"no answer\"},"
                        + "{\"check\":\"greylist\",\"observed\":false,\"finding\":\"settled\",\"verdict\":\"defer\","
                        + "\"reason\":\"greylisted\",\"detail\":\"first seen\"}]}\n");
    }

    @Test
    void a_question_becomes_the_inquiry_that_postfix_would_have_made() throws IOException {
        AtomicReference<Inquiry> asked = new AtomicReference<>();
        admin.decider = (inquiry, loop) -> {
            asked.set(inquiry);
            return CompletableFuture.completedFuture(SampleDecisions.deferred(inquiry, true));
        };

        String answer = admin.order(
                "/api/v1/ask",
                "{\"protocol_state\":\"DATA\",\"client_address\":\"2001:db8::7\",\"sender\":\"\",\"recipient_count\":3}");

        assertThat(answer).contains("\"action\":\"DUNNO\"", "\"mode\":\"observed\"");
        assertThat(asked.get().state()).isEqualTo(ProtocolState.DATA);
        assertThat(asked.get().client().address().orElseThrow()).hasToString("2001:db8::7");
        assertThat(asked.get().envelope().recipientCount()).isEqualTo(3);
    }

    @Test
    void what_is_no_object_of_attributes_is_refused() throws IOException {
        for (String body : List.of(
                "",
                "[]",
                "\"x\"",
                "{",
                "{\"a\":{}}",
                "{\"a\":[1]}",
                "{} {}",
                "{\"a\":\"b\\nc\"}",
                "{\"a\":\"\\u0000\"}",
                "{\"a\":\"" + "x".repeat(5_000) + "\"}",
                "\u0000")) {
            assertThat(admin.order("/api/v1/ask", body))
                    .as(body)
                    .startsWith("HTTP/1.1 400 ")
                    .contains("{\"error\":\"");
        }
    }

    @Test
    void a_reload_names_the_keys_that_need_a_restart() throws IOException {
        admin.reload = () -> new ReloadOutcome.Accepted(List.of("listen", "store.sync"));

        assertThat(admin.order("/api/v1/reload", ""))
                .startsWith("HTTP/1.1 200 ")
                .endsWith("{\"accepted\":true,\"need_restart\":[\"listen\",\"store.sync\"]}\n");
    }

    @Test
    void a_reload_that_was_refused_names_all_problems() throws IOException {
        admin.reload = () -> new ReloadOutcome.Refused(List.of("a:1:2: x", "a:3:4: y"));

        assertThat(admin.order("/api/v1/reload", ""))
                .startsWith("HTTP/1.1 422 ")
                .endsWith("{\"accepted\":false,\"problems\":[\"a:1:2: x\",\"a:3:4: y\"]}\n");
    }

    @Test
    void what_changes_something_needs_the_token() throws IOException {
        for (String path : List.of("/api/v1/ask", "/api/v1/reload")) {
            assertThat(admin.post(path, "{}")).startsWith("HTTP/1.1 401 ").contains("www-authenticate: Bearer\r\n");
            assertThat(admin.post(path, "{}", "Authorization: Bearer wrong")).startsWith("HTTP/1.1 401 ");
            assertThat(admin.post(path, "{}", "Authorization: Basic " + RunningAdmin.TOKEN))
                    .startsWith("HTTP/1.1 401 ");
            assertThat(admin.post(path, "{}", "Authorization: bearer  " + RunningAdmin.TOKEN))
                    .startsWith("HTTP/1.1 200 ");
        }
    }

    @Test
    void what_is_not_there_is_404_and_a_wrong_method_405() throws IOException {
        assertThat(admin.get("/")).startsWith("HTTP/1.1 404 ").endsWith("{\"error\":\"there is nothing here\"}\n");
        assertThat(admin.get("/health/../metrics")).startsWith("HTTP/1.1 404 ");
        assertThat(admin.get("/health?verbose=1")).startsWith("HTTP/1.1 200 ");
        assertThat(admin.get("/api/v1/ask")).startsWith("HTTP/1.1 405 ").contains("allow: POST\r\n");
        assertThat(admin.order("/metrics", "")).startsWith("HTTP/1.1 405 ").contains("allow: GET\r\n");
    }

    @Test
    void a_fault_of_ours_is_500_without_details() throws IOException {
        admin.store = () -> {
            throw new IllegalStateException("secret detail");
        };

        assertThat(admin.get("/health")).startsWith("HTTP/1.1 500 ").doesNotContain("secret");
    }

    @Test
    void nothing_is_cached_and_no_other_page_may_read_it() throws IOException {
        assertThat(admin.get("/health"))
                .contains("cache-control: no-store\r\n", "X-Content-Type-Options: nosniff\r\n")
                .doesNotContainIgnoringCase("access-control-allow");
    }

    @Test
    void an_address_that_is_taken_is_refused_with_the_remedy() {
        ListenAddress.Inet taken =
                new ListenAddress.Inet("127.0.0.1", admin.address().getPort());

        assertThatThrownBy(() -> AdminServer.start(taken, new AdminToken("x"), admin.services()))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("The admin listener cannot listen on inet:127.0.0.1:" + taken.port() + ": ")
                .hasMessageEndingWith("Is another Doorward running? Else set admin.listen to another address");
    }

    @Test
    void a_host_that_does_not_exist_is_refused_with_the_remedy() {
        assertThatThrownBy(() -> AdminServer.start(
                        new ListenAddress.Inet("host.invalid", 0), new AdminToken("x"), admin.services()))
                .isInstanceOf(IOException.class)
                .hasMessage("The admin listener cannot listen on inet:host.invalid:0: no such host."
                        + " Set admin.listen to an address");
    }
}
