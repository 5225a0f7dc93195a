package org.doorward.docker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.doorward.Documents;
import org.doorward.firewall.real.RealParts;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** docker/compose.yaml and what it shows to Prometheus, by the word of compose and promtool. */
@Tag("docker")
class ComposeFileDockerTest {

    private static final Path PROMTOOL = Path.of("/usr/bin/promtool");
    private static final String PROJECT_FILE = "docker/compose.yaml";

    @BeforeAll
    static void thereIsDocker() {
        DockerParts.require();
    }

    @Test
    void it_is_valid_with_every_profile_and_published() {
        assertThat(services()).containsExactlyInAnyOrderElementsOf(Composed.SERVICES);
        assertThat(services("--profile", "play")).contains("player", "line");
        assertThat(services("--profile", "metrics")).contains("prometheus", "grafana");
        assertThat(services("--profile", "*")).contains("player", "prometheus", "doorward");

        Object published = configuration("-f", PROJECT_FILE, "-f", "docker/compose.publish.yaml");
        Map<?, ?> port = (Map<?, ?>)
                JsonTree.list(published, "services", "postfix", "ports").get(0);
        assertThat(port.get("host_ip")).isEqualTo("127.0.0.1");
        assertThat(port.get("target")).isEqualTo("25");
    }

    @Test
    void without_asking_nothing_is_published_and_only_operators_come_in_from_this_machine() {
        Object all = configuration("-f", PROJECT_FILE, "--profile", "*");
        Set<String> publishing = new TreeSet<>();
        JsonTree.map(all, "services").forEach((name, service) -> {
            for (Object port : JsonTree.list(service, "ports")) {
                publishing.add((String) name);
                assertThat(JsonTree.at(port, "host_ip")).as("%s", name).isEqualTo("127.0.0.1");
            }
            assertThat(JsonTree.at(service, "privileged")).isEqualTo(Map.of());
            assertThat(JsonTree.at(service, "network_mode")).isIn(Map.of(), "service:postfix");
        });
        assertThat(publishing).containsExactlyInAnyOrder("grafana", "prometheus");

        Set<String> open = new TreeSet<>();
        JsonTree.map(all, "networks").forEach((name, network) -> {
            if (!JsonTree.at(network, "internal").equals("true")) {
                open.add((String) name);
            }
        });
        assertThat(open).containsExactly("operators");
        JsonTree.map(all, "services").forEach((name, service) -> {
            if (JsonTree.map(service, "networks").containsKey("operators")) {
                assertThat(publishing).contains((String) name);
            }
        });
    }

    @Test
    void every_service_is_closed_and_has_no_right_but_those_of_the_documents_table() {
        Map<String, List<String>> stated = new HashMap<>();
        for (String line : Documents.tableAfter(Documents.text("docs/docker.md"), "## What runs")) {
            List<String> cells = Documents.cells(line);
            stated.put(Documents.quoted(cells.get(0)).get(0), Documents.quoted(cells.get(3)));
        }
        assertThat(stated).containsKeys("line", "player").containsKeys(Composed.SERVICES.toArray(String[]::new));
        JsonTree.map(configuration("-f", PROJECT_FILE, "--profile", "*"), "services")
                .forEach((name, service) -> {
                    assertThat(JsonTree.at(service, "read_only")).as("%s", name).isEqualTo("true");
                    assertThat(JsonTree.list(service, "cap_drop").toString())
                            .as("%s", name)
                            .isEqualTo("[ALL]");
                    assertThat(JsonTree.list(service, "security_opt").toString())
                            .as("%s", name)
                            .isEqualTo("[no-new-privileges:true]");
                    Set<String> rights = new TreeSet<>();
                    JsonTree.list(service, "cap_add").forEach(right -> rights.add((String) right));
                    assertThat(rights)
                            .as("%s", name)
                            .containsExactlyInAnyOrderElementsOf(stated.getOrDefault((String) name, List.of()));
                });
    }

    @Test
    void what_each_may_write_is_in_the_documents_table_and_few_have_the_admin_token() {
        Map<String, Set<String>> stated = new TreeMap<>();
        for (String line : Documents.tableAfter(Documents.text("docs/docker.md"), "## What runs")) {
            List<String> cells = Documents.cells(line);
            stated.put(Documents.quoted(cells.get(0)).get(0), new TreeSet<>(Documents.quoted(cells.get(4))));
        }
        Map<String, Set<String>> given = new TreeMap<>();
        Set<String> entrusted = new TreeSet<>();
        JsonTree.map(configuration("-f", PROJECT_FILE, "--profile", "*"), "services")
                .forEach((name, service) -> {
                    Set<String> places = new TreeSet<>();
                    JsonTree.list(service, "tmpfs").forEach(place -> places.add((String) place));
                    for (Object volume : JsonTree.list(service, "volumes")) {
                        String source = (String) JsonTree.at(volume, "source");
                        if (!JsonTree.at(volume, "read_only").equals("true")) {
                            places.add(source);
                        }
                        if (source.equals("admin-token")) {
                            entrusted.add((String) name);
                        }
                    }
                    given.put((String) name, places);
                });
        stated.forEach(
                (service, places) -> assertThat(given.get(service)).as(service).isEqualTo(places));
        assertThat(entrusted).containsExactly("doorward", "firewall", "player", "prometheus");
    }

    /** Docker's own name server asks those of the machine, and on older engines does so for a network that has no way out. */
    @Test
    void whoever_is_inside_alone_asks_the_name_server_of_the_play() {
        JsonTree.map(configuration("-f", PROJECT_FILE, "--profile", "*"), "services")
                .forEach((name, service) -> {
                    Set<?> networks = JsonTree.map(service, "networks").keySet();
                    if (networks.contains("inside") && !networks.contains("operators")) {
                        assertThat(JsonTree.list(service, "dns"))
                                .extracting(Object::toString)
                                .as("%s", name)
                                .containsExactly("10.97.25.53");
                    }
                });
    }

    @Test
    void each_service_says_whether_it_is_well() {
        JsonTree.map(configuration("-f", PROJECT_FILE, "--profile", "metrics"), "services")
                .forEach((name, service) -> {
                    Object image = JsonTree.at(service, "image");
                    boolean ours = image.toString().startsWith("doorward");
                    // Ours have the test in the image: ImagesDockerTest.
                    assertThat(ours
                                    || !JsonTree.list(service, "healthcheck", "test")
                                            .isEmpty())
                            .as("%s", name)
                            .isTrue();
                });
    }

    @Test
    void every_image_has_a_version() throws IOException {
        List<String> images = new ArrayList<>();
        JsonTree.map(configuration("-f", PROJECT_FILE, "--profile", "*"), "services")
                .forEach((name, service) -> images.add((String) JsonTree.at(service, "image")));
        List<Path> files;
        try (Stream<Path> found = Files.walk(Documents.root().resolve("docker"))) {
            files = found.filter(file -> file.endsWith("Dockerfile")).toList();
        }
        assertThat(files).hasSize(4);
        for (Path file : files) {
            Set<String> stages = new TreeSet<>();
            for (String line : Documents.text(file)
                    .lines()
                    .filter(text -> text.startsWith("FROM "))
                    .toList()) {
                String[] words = line.split(" ", -1);
                if (!stages.contains(words[1])) {
                    images.add(words[1]);
                }
                stages.add(words[words.length - 1]);
            }
        }
        assertThat(images)
                .hasSizeGreaterThan(10)
                .allSatisfy(image -> assertThat(image)
                        .matches("[a-z0-9./-]+:[A-Za-z0-9._-]+(@sha256:[0-9a-f]{64})?")
                        .doesNotContainPattern(":(latest|stable|testing|unstable|sid|main|edge)(-|@|$)"));
    }

    @Test
    void prometheus_accepts_its_configuration_and_the_rules_that_it_names(@TempDir Path folder) throws IOException {
        RealParts.require("promtool of Debian's package prometheus", PROMTOOL);
        String configuration = Documents.text("docker/prometheus/prometheus.yml");
        // What the containers have at these places.
        Path token = Files.writeString(folder.resolve("admin-token"), "made-up\n");
        String here = configuration
                .replace("/run/doorward/admin-token", token.toString())
                .replace(
                        "/etc/prometheus/alerts.yml",
                        Documents.root().resolve("docs/alerts.yml").toString());
        assertThat(here).isNotEqualTo(configuration).contains(token.toString(), "docs/alerts.yml");
        Path file = Files.writeString(folder.resolve("prometheus.yml"), here);

        String said = Docker.here().must(PROMTOOL.toString(), "check", "config", file.toString());

        assertThat(said).contains("SUCCESS: ").containsPattern("SUCCESS: [1-9][0-9]* rules found");
        Object prometheus = JsonTree.at(configuration("-f", PROJECT_FILE, "--profile", "*"), "services", "prometheus");
        assertThat(JsonTree.list(prometheus, "volumes"))
                .extracting(volume -> JsonTree.at(volume, "target"))
                .contains("/run/doorward", "/etc/prometheus/alerts.yml", "/etc/prometheus/prometheus.yml");
    }

    /** Grafana's files have no program here that reads them; that they fit together is seen by themselves. */
    @Test
    void grafanas_files_name_one_another_and_lie_where_it_looks() throws IOException {
        Path grafana = Documents.root().resolve("docker/grafana");
        String source = Documents.text(grafana.resolve("provisioning/datasources/prometheus.yml"));
        String uid = only(source, "(?m)^ +uid: (.+)$");
        Object services = JsonTree.at(configuration("-f", PROJECT_FILE, "--profile", "*"), "services");
        URI address = URI.create(only(source, "(?m)^ +url: (.+)$"));
        assertThat(address.getHost()).isEqualTo("prometheus");
        assertThat(JsonTree.list(services, "prometheus", "ports"))
                .extracting(port -> JsonTree.at(port, "target"))
                .containsExactly(Integer.toString(address.getPort()));
        assertThat(JsonTree.map(services, "grafana", "networks").keySet())
                .as("networks of both")
                .anyMatch(JsonTree.map(services, "prometheus", "networks")::containsKey);

        Map<Object, Object> mounts = new HashMap<>();
        JsonTree.list(services, "grafana", "volumes")
                .forEach(mount -> mounts.put(JsonTree.at(mount, "target"), JsonTree.at(mount, "source")));
        assertThat(mounts)
                .containsEntry(
                        "/etc/grafana/provisioning",
                        grafana.resolve("provisioning").toString())
                .containsEntry(
                        only(
                                Documents.text(grafana.resolve("provisioning/dashboards/doorward.yml")),
                                "(?m)^ +path: (.+)$"),
                        grafana.resolve("dashboards").toString());
        for (String name : List.of("provisioning/datasources/prometheus.yml", "provisioning/dashboards/doorward.yml")) {
            assertThat(Documents.text(grafana.resolve(name))).as(name).contains("apiVersion: 1\n");
        }

        Object dashboard = JsonTree.read(Documents.text(grafana.resolve("dashboards/doorward.json")));
        assertThat((String) JsonTree.at(dashboard, "uid")).isNotBlank();
        Set<Object> numbers = new HashSet<>();
        for (Object panel : JsonTree.list(dashboard, "panels")) {
            String title = (String) JsonTree.at(panel, "title");
            assertThat(numbers.add(JsonTree.at(panel, "id"))).as(title).isTrue();
            assertThat(JsonTree.at(panel, "type")).as(title).isIn("stat", "timeseries");
            assertThat(JsonTree.at(panel, "datasource", "uid")).as(title).isEqualTo(uid);
            assertThat(JsonTree.map(panel, "gridPos").keySet().stream().map(Object::toString))
                    .as(title)
                    .contains("h", "w", "x", "y");
            assertThat(JsonTree.list(panel, "targets")).as(title).isNotEmpty().allSatisfy(target -> {
                assertThat(JsonTree.at(target, "datasource", "uid")).isEqualTo(uid);
                assertThat((String) JsonTree.at(target, "expr")).isNotBlank();
            });
        }
        assertThat(numbers).hasSizeGreaterThan(10);
    }

    /** By itself it would fetch plugins, and ask for news and newer versions. */
    @Test
    void grafana_is_told_to_ask_nobody() {
        Map<?, ?> told =
                JsonTree.map(configuration("-f", PROJECT_FILE, "--profile", "*"), "services", "grafana", "environment");
        for (String no : List.of(
                "GF_ANALYTICS_CHECK_FOR_UPDATES",
                "GF_ANALYTICS_CHECK_FOR_PLUGIN_UPDATES",
                "GF_ANALYTICS_REPORTING_ENABLED",
                "GF_NEWS_NEWS_FEED_ENABLED",
                "GF_SNAPSHOTS_EXTERNAL_ENABLED")) {
            assertThat(told.get(no)).as(no).isEqualTo("false");
        }
        for (String yes : List.of(
                "GF_PLUGINS_PREINSTALL_DISABLED",
                "GF_PLUGINS_PUBLIC_KEY_RETRIEVAL_DISABLED",
                "GF_SECURITY_DISABLE_GRAVATAR")) {
            assertThat(told.get(yes)).as(yes).isEqualTo("true");
        }
    }

    private static String only(String text, String pattern) {
        List<String> found = Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map(match -> match.group(1))
                .toList();
        assertThat(found).as(pattern).hasSize(1);
        return found.get(0);
    }

    private static Set<String> services(String... options) {
        List<String> words = new ArrayList<>(List.of("-f", PROJECT_FILE));
        words.addAll(List.of(options));
        Set<String> names = new TreeSet<>();
        JsonTree.map(configuration(words.toArray(String[]::new)), "services")
                .keySet()
                .forEach(name -> names.add((String) name));
        return names;
    }

    private static Object configuration(String... options) {
        List<String> command = new ArrayList<>(List.of("docker", "compose"));
        command.addAll(List.of(options));
        command.addAll(List.of("config", "--format", "json"));
        return JsonTree.read(Docker.here().must(command.toArray(String[]::new)));
    }
}
