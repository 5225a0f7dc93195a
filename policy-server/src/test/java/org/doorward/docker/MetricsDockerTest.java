package org.doorward.docker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.doorward.Documents;
import org.doorward.firewall.real.RealParts;
import org.doorward.real.ChildProcess.Result;
import org.doorward.real.TestFolder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Prometheus of the profile "metrics" with the very settings that are mounted: what it scrapes, its rules, and its answers to the dashboard. Debian's
 * Prometheus stands in for the image, which cannot be pulled everywhere.
 */
@Tag("docker")
@ExtendWith(WithComposed.class)
@TestInstance(Lifecycle.PER_CLASS)
class MetricsDockerTest {

    private static final Path PROGRAMS = Path.of("/usr/bin");
    private static final String IMAGE = Composed.image("doorward-prometheus");

    /** The same user, folder, and entry as in the image of the project Prometheus. */
    private static final String DOCKERFILE = """
            FROM debian:bookworm-slim
            COPY prometheus promtool /bin/
            RUN install -d -o nobody -g nogroup /prometheus
            USER nobody
            VOLUME /prometheus
            WORKDIR /prometheus
            ENTRYPOINT ["/bin/prometheus"]
            """;

    private static final String OVERRIDE = "docker/compose.debian.yaml";

    /** A round of rules is every 15 s, a scrape every 5 s; two are needed for a rate. */
    private static final Duration ROUNDS = Duration.ofSeconds(90);

    private static final Pattern ALERT = Pattern.compile("(?m)^ +- alert: (\\w+)$");

    private Composed composed;

    @BeforeAll
    void up(Composed shared) throws IOException {
        composed = shared;
        RealParts.require("Debian's package prometheus", PROGRAMS.resolve("prometheus"));
        try (TestFolder folder = TestFolder.make("prometheus")) {
            Files.writeString(folder.path().resolve("Dockerfile"), DOCKERFILE);
            for (String program : List.of("prometheus", "promtool")) {
                Files.copy(
                        PROGRAMS.resolve(program), folder.path().resolve(program), StandardCopyOption.COPY_ATTRIBUTES);
            }
            composed.docker()
                    .must("docker", "build", "-q", "-t", IMAGE, folder.path().toString());
        }
        Files.writeString(
                composed.docker().folder().resolve(OVERRIDE),
                "services: { prometheus: { image: \"" + IMAGE + "\", pull_policy: never } }\n");
        OneAtATime.run(() -> withPrometheus("up", "--detach", "--wait", "--no-deps", "prometheus"));
    }

    @AfterAll
    void down() {
        OneAtATime.run(() -> withPrometheus("rm", "--stop", "--force", "prometheus"));
        composed.docker().run("docker", "image", "rm", IMAGE);
    }

    private void withPrometheus(String... words) {
        List<String> command = new ArrayList<>(List.of("-f", OVERRIDE, "--profile", "metrics"));
        command.addAll(List.of(words));
        composed.must(command.toArray(String[]::new));
    }

    @Test
    void it_is_healthy_and_runs_without_any_right() {
        composed.awaitHealthy("prometheus", ROUNDS);

        List<ContainedProcess> processes = ContainedProcess.of(composed.docker(), Composed.container("prometheus"));
        assertThat(processes).extracting(ContainedProcess::name).contains("prometheus");
        for (ContainedProcess process : processes) {
            assertThat(process.users()).as(process.name()).doesNotContain("0");
            for (String set : List.of("CapEff", "CapPrm", "CapBnd")) {
                assertThat(process.capabilities(set))
                        .as(process.name() + " " + set)
                        .isEmpty();
            }
            assertThat(process.status()).containsEntry("NoNewPrivs", "1").containsEntry("Seccomp", "2");
        }
    }

    @Test
    void the_server_is_scraped() {
        Docker.await("the server to be scraped", ROUNDS, () -> targets("health").equals(Set.of("up")));
        assertThat(targets("lastError")).containsExactly("");
        assertThat(targets("scrapePool")).containsExactly("doorward");
    }

    @Test
    void the_rules_of_the_documents_are_judged() {
        Set<String> stated = ALERT.matcher(Documents.text("docs/alerts.yml"))
                .results()
                .map(alert -> alert.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(stated).hasSizeGreaterThan(10);

        Docker.await("all rules to be judged", ROUNDS, () -> rules("health").equals(Set.of("ok")));
        assertThat(rules("name")).isEqualTo(stated);
    }

    @Test
    void each_question_of_the_dashboard_is_answered() {
        List<String> questions = new ArrayList<>();
        for (Object panel :
                JsonTree.list(JsonTree.read(Documents.text("docker/grafana/dashboards/doorward.json")), "panels")) {
            for (Object target : JsonTree.list(panel, "targets")) {
                questions.add((String) JsonTree.at(target, "expr"));
            }
        }
        assertThat(questions).hasSizeGreaterThan(15);
        for (String question : questions) {
            Docker.await(
                    "an answer to " + question,
                    ROUNDS,
                    () -> !JsonTree.list(ask("query", question), "data", "result")
                            .isEmpty());
        }
    }

    private Set<String> targets(String field) {
        return fields(JsonTree.list(ask("targets", ""), "data", "activeTargets"), field);
    }

    private Set<String> rules(String field) {
        List<Object> rules = new ArrayList<>();
        JsonTree.list(ask("rules", ""), "data", "groups").forEach(group -> rules.addAll(JsonTree.list(group, "rules")));
        return fields(rules, field);
    }

    private static Set<String> fields(List<?> objects, String field) {
        return objects.stream()
                .map(object -> (String) JsonTree.at(object, field))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** By the published port, as a browser does. */
    private Object ask(String what, String question) {
        // What Grafana puts there for a short time: four scrapes.
        String expression = question.replace("$__rate_interval", "20s");
        Result result = composed.docker()
                .run(
                        "curl",
                        "--silent",
                        "--show-error",
                        "--fail",
                        "--get",
                        "--data-urlencode",
                        "query=" + expression,
                        "http://127.0.0.1:" + Composed.PROMETHEUS_PORT + "/api/v1/" + what);
        assertThat(result.status()).as(expression + ": " + result).isZero();
        Object answer = JsonTree.read(result.out());
        assertThat(JsonTree.at(answer, "status")).isEqualTo("success");
        return answer;
    }
}
