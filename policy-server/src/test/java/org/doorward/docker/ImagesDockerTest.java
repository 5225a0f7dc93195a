package org.doorward.docker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.doorward.Documents;
import org.doorward.real.ChildProcess.Result;
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

    private static final List<String> LABELS =
            List.of("title", "description", "licenses", "version", "revision", "base.name");

    /** Names under which people forget what nobody else should have. */
    private static final Pattern SECRET = Pattern.compile(
            "(^|/)(admin-token|\\.netrc|\\.npmrc|\\.pypirc|\\.git-credentials|\\.docker/config\\.json|settings\\.xml|id_(rsa|dsa|ecdsa|ed25519)"
                    + "|[^/]*\\.(jks|p12|pfx|key|keystore)|\\.env|\\.bash_history|\\.git/.*|[^/]*(token|secret|password|credential)[^/]*)$",
            Pattern.CASE_INSENSITIVE);

    /** Debian's and Java's own, which are programs and empty forms. */
    private static final Pattern NO_SECRET = Pattern.compile(
            "(^|/)(usr/(bin|sbin|lib|share|include)|opt/java|var/lib/(dpkg|pam)|etc/pam\\.d|var/cache/debconf)/");

    /** Its beginning; programs that read keys have the first line alone. */
    private static final String PRIVATE_KEY = "-----BEGIN [A-Z ]*PRIVATE KEY-----\\n[A-Za-z0-9+/=]{40}";

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

    @ParameterizedTest
    @ValueSource(strings = {"doorward", "doorward-firewall", "doorward-postfix", "doorward-dnsbl", "doorward-player"})
    void each_image_says_what_it_is(String image) {
        for (String label : LABELS) {
            assertThat(of(image, "{{index .Config.Labels \"org.opencontainers.image." + label + "\"}}"))
                    .as(label)
                    .isNotEmpty();
        }
        assertThat(of(image, "{{index .Config.Labels \"org.opencontainers.image.licenses\"}}"))
                .isEqualTo("Apache-2.0");
        assertThat(of(image, "{{index .Config.Labels \"org.opencontainers.image.base.name\"}}"))
                .isEqualTo(DockerParts.BASE_IMAGE);
        if (!image.equals("doorward-player")) {
            assertThat(of(image, "{{.Config.Healthcheck.Test}}")).isEqualTo("[CMD healthy]");
        }
        assertThat(of(image, "{{.Config.StopSignal}}")).isEqualTo("SIGTERM");
    }

    @Test
    void the_images_version_is_that_of_the_program() {
        String version = composed.docker().once(Composed.image("doorward"), "version");

        assertThat(version).contains(of("doorward", "{{index .Config.Labels \"org.opencontainers.image.version\"}}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"doorward", "doorward-firewall", "doorward-postfix", "doorward-dnsbl", "doorward-player"})
    void the_list_of_parts_has_every_debian_package_and_its_licence_is_there(String image) {
        String place = image.equals("doorward") || image.equals("doorward-firewall")
                ? "/opt/doorward/packages.json"
                : "/usr/local/share/packages.json";
        Object list = JsonTree.read(in(image, "cat", place));
        assertThat(JsonTree.at(list, "bomFormat")).isEqualTo("CycloneDX");
        assertThat(JsonTree.at(list, "specVersion")).asString().startsWith("1.");
        Set<String> listed = new TreeSet<>();
        for (Object part : JsonTree.list(list, "components")) {
            String name = (String) JsonTree.at(part, "name");
            assertThat((String) JsonTree.at(part, "purl")).startsWith("pkg:").contains("@");
            if (((String) JsonTree.at(part, "purl")).startsWith("pkg:deb/")) {
                listed.add(name + " " + JsonTree.at(part, "version"));
            }
        }
        List<String> installed = in(image, "dpkg-query", "-W", "-f", "${Package} ${Version}\\n")
                .lines()
                .toList();
        Set<String> expected = new TreeSet<>(installed);
        if (place.startsWith("/opt/doorward/")) {
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
        assertThat(in(image, "cat", "/opt/doorward/LICENSE")).contains("Apache License");
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
            List<String> save = new ArrayList<>(List.of(
                    "docker", "save", "-o", folder.path().resolve("images.tar").toString()));
            Composed.IMAGES.forEach(name -> save.add(Composed.image(name)));
            Docker docker = new Docker(folder.path(), Map.of());
            docker.must(save.toArray(String[]::new));
            docker.must("tar", "-xf", "images.tar");
            Files.delete(folder.path().resolve("images.tar"));

            Set<String> layers = layers(folder.path());
            assertThat(layers).hasSizeGreaterThan(Composed.IMAGES.size());
            Set<String> suspicious = new TreeSet<>();
            Set<String> names = new TreeSet<>();
            for (String layer : layers) {
                String files = "files/" + layer.replace("/", "-");
                docker.must("mkdir", "-p", files);
                docker.must("tar", "-xf", layer, "-C", files);
                for (String name : docker.lines("tar", "-tf", layer)) {
                    names.add(name);
                    if (SECRET.matcher(name).find() && !NO_SECRET.matcher(name).find()) {
                        suspicious.add(name);
                    }
                }
            }
            assertThat(suspicious).isEmpty();
            assertThat(names).contains("opt/doorward/bin/doorward", "etc/postfix/main.cf");

            assertThat(filesWith(docker, Pattern.quote(token)))
                    .as("the admin token")
                    .isEmpty();
            assertThat(filesWith(docker, PRIVATE_KEY)).as("private keys").isEmpty();
            // What this way of looking finds.
            assertThat(filesWith(docker, "myhostname = mx\\.example\\.net\\n")).isNotEmpty();
        }
        for (String image : Composed.IMAGES) {
            String history = composed.docker()
                    .must("docker", "history", "--no-trunc", "--format", "{{.CreatedBy}}", Composed.image(image));
            assertThat(history)
                    .as(image)
                    .doesNotContain(token)
                    .doesNotContainPattern("(?i)(password|secret|token)\\s*=");
        }
    }

    private static Set<String> layers(Path folder) {
        Set<String> layers = new TreeSet<>();
        for (Object image : (List<?>) JsonTree.read(Documents.text(folder.resolve("manifest.json")))) {
            JsonTree.list(image, "Layers").forEach(layer -> layers.add((String) layer));
        }
        return layers;
    }

    /** The pattern may have line ends. Not in libraries: GnuTLS has keys in it by which it tests itself. */
    private static String filesWith(Docker docker, String pattern) {
        Result result = docker.run(
                "sh", "-c", "LC_ALL=C grep -r -l -a -z -P -D skip --exclude='*.so*' -e \"$1\" files", "sh", pattern);
        assertThat(result.status()).as(result.err()).isBetween(0, 1);
        return result.out();
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
