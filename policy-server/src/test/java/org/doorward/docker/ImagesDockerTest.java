package org.doorward.docker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.data.Percentage;
import org.doorward.Documents;
import org.doorward.real.TestFolder;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is in the images and what must not be. */
@Tag("docker")
@ExtendWith(WithComposed.class)
class ImagesDockerTest {

    private static final long LARGEST = 200_000_000;

    private static final String PROGRAM = "/opt/doorward";

    private static final List<String> LABELS =
            List.of("title", "description", "licenses", "version", "revision", "base.name");

    private static final Pattern CLASSIFIER = Pattern.compile("[?&]classifier=([^&]*)");

    /** Words of the licences' README, and the beginning of the library's name without which they have no business there. */
    private static final Map<String, String> NAMED_IN_LICENCES = Map.of(
            "logback-classic", "logback-classic-",
            "h2database", "h2-",
            "netty/", "netty-",
            "prometheus-NOTICE.txt", "prometheus-metrics-",
            "antlr.txt", "tomlj-");

    private final Composed composed;

    ImagesDockerTest(Composed composed) {
        this.composed = composed;
    }

    @Test
    void the_servers_image_is_small() {
        assertThat(Long.parseLong(of("doorward", "{{.Size}}"))).isBetween(1L, LARGEST - 1);
    }

    /** Debian's packages of another day, and a base image of another make, change a little. */
    @Test
    void the_sizes_are_those_of_the_documents() {
        Map<String, Long> stated = new TreeMap<>();
        for (String line : Documents.tableAfter(Documents.text("docs/docker.md"), "## Sizes and times")) {
            List<String> cells = Documents.cells(line);
            stated.put(
                    Documents.quoted(cells.get(0)).get(0),
                    Long.parseLong(cells.get(1).replace(" MB", "")));
        }
        assertThat(stated).containsOnlyKeys(withBase());
        stated.forEach((image, megabytes) -> {
            String name = image.equals(DockerParts.BASE_IMAGE) ? image : Composed.image(image);
            long bytes = Long.parseLong(composed.docker()
                    .must("docker", "image", "inspect", "-f", "{{.Size}}", name)
                    .strip());
            assertThat(bytes / 1e6).as(image).isCloseTo(megabytes, Percentage.withPercentage(15));
        });
    }

    private static String[] withBase() {
        return Stream.concat(Stream.of(DockerParts.BASE_IMAGE), Composed.IMAGES.stream())
                .toArray(String[]::new);
    }

    @ParameterizedTest
    @ValueSource(strings = {"doorward", "doorward-firewall", "doorward-postfix", "doorward-dnsbl", "doorward-player"})
    void each_image_says_what_it_is(String image) {
        for (String label : LABELS) {
            assertThat(label(image, label)).as(label).isNotEmpty();
        }
        assertThat(label(image, "title")).isEqualTo(image);
        assertThat(label(image, "version")).isEqualTo(label("doorward", "version"));
        assertThat(label(image, "revision")).isEqualTo(Composed.REVISION);
        assertThat(label(image, "licenses")).isEqualTo("Apache-2.0");
        assertThat(label(image, "base.name")).isEqualTo(DockerParts.BASE_IMAGE);
        if (!image.equals("doorward-player")) {
            assertThat(of(image, "{{.Config.Healthcheck.Test}}")).isEqualTo("[CMD healthy]");
        }
        assertThat(of(image, "{{.Config.StopSignal}}")).isEqualTo("SIGTERM");
    }

    @Test
    void the_images_version_is_that_of_the_program() {
        String version = composed.docker().once(Composed.image("doorward"), "version");

        assertThat(version).contains(label("doorward", "version"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"doorward", "doorward-firewall", "doorward-postfix", "doorward-dnsbl", "doorward-player"})
    void the_list_of_parts_has_every_debian_package_and_its_licence_is_there(String image) {
        String place = papers(image);
        Object list = JsonTree.read(in(image, "cat", place + "/packages.json"));
        assertThat(JsonTree.at(list, "bomFormat")).isEqualTo("CycloneDX");
        assertThat(JsonTree.at(list, "specVersion")).asString().startsWith("1.");
        assertThat(JsonTree.at(list, "metadata", "component", "name")).isEqualTo(image);
        assertThat(JsonTree.at(list, "metadata", "component", "version")).isEqualTo(label(image, "version"));
        List<?> parts = JsonTree.list(list, "components");
        assertThat(JsonTree.at(parts.get(0), "type")).isEqualTo("operating-system");
        assertThat(in(image, "cat", "/etc/os-release"))
                .contains("VERSION_ID=\"" + JsonTree.at(parts.get(0), "version") + "\"")
                .contains("ID=" + JsonTree.at(parts.get(0), "name"));
        Set<String> listed = new TreeSet<>();
        for (Object part : parts.subList(1, parts.size())) {
            String name = (String) JsonTree.at(part, "name");
            assertThat((String) JsonTree.at(part, "purl"))
                    .startsWith("pkg:deb/debian/" + name + "@")
                    .endsWith("&distro=debian-" + JsonTree.at(parts.get(0), "version"));
            listed.add(name + " " + JsonTree.at(part, "version"));
        }
        List<String> installed = in(image, "dpkg-query", "-W", "-f", "${Package} ${Version}\\n")
                .lines()
                .toList();
        Set<String> expected = new TreeSet<>(installed);
        if (place.equals(PROGRAM)) {
            expected.add(java(image));
        }
        assertThat(listed).containsExactlyInAnyOrderElementsOf(expected);

        String unlicensed = in(
                image,
                "sh",
                "-c",
                "dpkg-query -W -f '${Package}\\n' | while read -r name; do"
                        + " [ -e \"/usr/share/doc/$name/copyright\" ] || echo \"$name\"; done");
        assertThat(unlicensed).as("packages without their licence").isEmpty();
        assertThat(in(image, "cat", place + "/LICENSE")).as("our own").contains("Apache License");
    }

    /** The folder of what is written of an image. */
    private static String papers(String image) {
        return image.equals("doorward") || image.equals("doorward-firewall") ? PROGRAM : "/usr/local/share/doorward";
    }

    /** The package of which the image's Java was made; no package manager of the image knows of it. */
    private String java(String image) {
        String[] words = in(image, "cat", "/opt/java/debian-package").strip().split(" +", -1);
        String release = in(image, "cat", "/opt/java/release");
        String version = release.replaceAll("(?s).*JAVA_VERSION=\"([^\"]+)\".*", "$1");
        assertThat(words).hasSize(4).contains("ii", "openjdk-17-jdk-headless");
        assertThat(words[2]).startsWith(version + "+");
        assertThat(in(image, "ls", "/opt/java/legal/java.base")).contains("LICENSE");
        return words[1] + " " + words[2];
    }

    /** Drop lists come over TLS: elliptic curves, and whom to trust. */
    @ParameterizedTest
    @ValueSource(strings = {"doorward", "doorward-firewall"})
    void its_java_can_speak_tls(String image) {
        assertThat(in(image, "/opt/java/bin/java", "--list-modules")).contains("java.base@17", "jdk.crypto.ec@17");
        assertThat(Long.parseLong(in(image, "stat", "-L", "-c", "%s", "/opt/java/lib/security/cacerts")
                        .strip()))
                .isGreaterThan(50_000);
    }

    /** A third off each start; without it the server starts all the same, and nobody would notice. */
    @Test
    void the_server_has_the_archive_of_classes_in_use() throws IOException {
        for (ContainedProcess process : ContainedProcess.of(composed.docker(), Composed.container("doorward"))) {
            if (process.name().equals("java")) {
                assertThat(Files.readString(Path.of("/proc", process.pid(), "maps")))
                        .containsPattern("/opt/doorward/cache/[^ /]+\\.jsa\\n");
                return;
            }
        }
        throw new AssertionError("no Java runs in the server's container");
    }

    @ParameterizedTest
    @ValueSource(strings = {"doorward", "doorward-firewall"})
    void the_list_of_libraries_has_those_that_are_there_and_no_others(String image) {
        Object list = JsonTree.read(in(image, "cat", "/opt/doorward/sbom.json"));
        assertThat(JsonTree.at(list, "bomFormat")).isEqualTo("CycloneDX");
        Set<String> listed = new TreeSet<>(List.of(jar(JsonTree.at(list, "metadata", "component"))));
        JsonTree.list(list, "components").forEach(library -> listed.add(jar(library)));
        Set<String> libraries = librariesOf(image);
        assertThat(libraries).hasSizeGreaterThan(5).anyMatch(name -> name.startsWith("doorward-policy-server-"));
        assertThat(listed).isEqualTo(libraries);

        Set<String> needed = new TreeSet<>();
        for (Object library : JsonTree.list(list, "dependencies")) {
            needed.add((String) JsonTree.at(library, "ref"));
            JsonTree.list(library, "dependsOn").forEach(other -> needed.add((String) other));
        }
        Set<String> known = new TreeSet<>(List.of((String) JsonTree.at(list, "metadata", "component", "bom-ref")));
        JsonTree.list(list, "components").forEach(library -> known.add((String) JsonTree.at(library, "bom-ref")));
        assertThat(needed).isEqualTo(known);
    }

    @ParameterizedTest
    @ValueSource(strings = {"doorward", "doorward-firewall"})
    void the_licences_of_the_program_its_libraries_and_java_are_there_and_no_others(String image) {
        assertThat(in(image, "sh", "-c", "cat /opt/java/legal/java.base/LICENSE*"))
                .contains("GNU General Public License");
        List<String> licences =
                in(image, "ls", "-p", "/opt/doorward/licenses").lines().toList();
        assertThat(licences).contains("Apache-2.0.txt", "EPL-2.0.md", "MPL-2.0.txt", "README.txt", "jackson-core/");
        Set<String> libraries = librariesOf(image);
        assertThat(licences.stream().filter(name -> name.endsWith("/")))
                .as("folders of libraries")
                .allSatisfy(folder ->
                        assertThat(libraries).anyMatch(library -> library.startsWith(folder.replace("/", "-"))));
        // What it names that has no folder of its own.
        String readme = in(image, "cat", "/opt/doorward/licenses/README.txt");
        for (Map.Entry<String, String> named : NAMED_IN_LICENCES.entrySet()) {
            boolean there = libraries.stream().anyMatch(library -> library.startsWith(named.getValue()));
            assertThat(readme.contains(named.getKey())).as(named.getKey()).isEqualTo(there);
        }
    }

    private Set<String> librariesOf(String image) {
        return in(image, "ls", "/opt/doorward/lib")
                .lines()
                .filter(name -> name.endsWith(".jar"))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The name of the file of a component, such as pkg:maven/GROUP/NAME@VERSION?classifier=CLASSIFIER&type=jar. */
    private static String jar(Object component) {
        Matcher classifier = CLASSIFIER.matcher((String) JsonTree.at(component, "purl"));
        return JsonTree.at(component, "name") + "-" + JsonTree.at(component, "version")
                + (classifier.find() ? "-" + classifier.group(1) : "") + ".jar";
    }

    /** By names and by contents; the token of the server that runs, and whoever's private key. */
    @Test
    void no_layer_has_a_secret() throws IOException {
        String token =
                composed.exec("doorward", "cat", "/run/doorward/admin-token").strip();
        try (TestFolder folder = TestFolder.make("layers")) {
            Docker docker = new Docker(folder.path(), Map.of());
            unpack(docker);

            Secrets secrets = new Secrets(docker, "files");
            assertThat(secrets.byName()).isEmpty();
            assertThat(secrets.byContents()).isEmpty();
            assertThat(secrets.with(Pattern.quote(token))).as("the admin token").isEmpty();
            // What this way of looking sees.
            assertThat(secrets.names()).contains("opt/doorward/bin/doorward", "etc/postfix/main.cf");
            assertThat(secrets.with("myhostname = mx\\.example\\.net\\n")).isNotEmpty();
        }
        for (String image : Composed.IMAGES) {
            String history = composed.docker()
                    .must("docker", "history", "--no-trunc", "--format", "{{.CreatedBy}}", Composed.image(image));
            assertThat(history)
                    .as(image)
                    .doesNotContain(token)
                    .doesNotContainPattern("(?i)(passw(or)?d|secret|token)\\s*=");
        }
    }

    /** Each layer of each image into a folder of its own below "files". */
    private static void unpack(Docker docker) throws IOException {
        List<String> save = new ArrayList<>(List.of("docker", "save", "-o", "images.tar"));
        Composed.IMAGES.forEach(name -> save.add(Composed.image(name)));
        docker.must(save.toArray(String[]::new));
        docker.must("tar", "-xf", "images.tar");
        Files.delete(docker.folder().resolve("images.tar"));
        Set<String> layers = layers(docker.folder());
        assertThat(layers).hasSizeGreaterThan(Composed.IMAGES.size());
        for (String layer : layers) {
            String files = "files/" + layer.replace("/", "-");
            docker.must("mkdir", "-p", files);
            docker.must("tar", "-xf", layer, "-C", files);
        }
    }

    private static Set<String> layers(Path folder) {
        Set<String> layers = new TreeSet<>();
        for (Object image : (List<?>) JsonTree.read(Documents.text(folder.resolve("manifest.json")))) {
            JsonTree.list(image, "Layers").forEach(layer -> layers.add((String) layer));
        }
        return layers;
    }

    private String label(String image, String name) {
        return of(image, "{{index .Config.Labels \"org.opencontainers.image." + name + "\"}}");
    }

    private String of(String image, String template) {
        return composed.docker()
                .must("docker", "image", "inspect", "-f", template, Composed.image(image))
                .strip();
    }

    private String in(String image, String... words) {
        List<String> command = new ArrayList<>(List.of("--entrypoint", words[0], Composed.image(image)));
        command.addAll(List.of(words).subList(1, words.length));
        return composed.docker().once(command.toArray(String[]::new));
    }
}
