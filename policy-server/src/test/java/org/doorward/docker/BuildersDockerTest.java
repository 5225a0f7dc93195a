package org.doorward.docker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.doorward.Documents;
import org.doorward.real.ChildProcess.Result;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each image is built by {@code docker build} as its Dockerfile says, by BuildKit and by the old builder, and says what it was made of. */
@Tag("docker")
class BuildersDockerTest {

    private static final String TAG = ":dwtest-build";
    private static final String REVISION = "89abcdef0123456789abcdef0123456789abcdef";

    /** The words behind "docker build" for each image, as they stand at the beginning of its Dockerfile. */
    private static final Map<String, List<String>> WORDS = Map.of(
            "doorward", List.of("-f", "docker/doorward/Dockerfile", "--target", "doorward"),
            "doorward-firewall", List.of("-f", "docker/doorward/Dockerfile", "--target", "doorward-firewall"),
            "doorward-postfix", List.of("-f", "docker/postfix/Dockerfile"),
            "doorward-dnsbl", List.of("-f", "docker/dnsbl/Dockerfile"),
            "doorward-player", List.of("-f", "docker/player/Dockerfile"));

    /** A client without the plugin buildx refuses BuildKit; Debian's own speaks to the engine's. */
    private static final List<String> CLIENTS = List.of("docker", "/usr/bin/docker");

    /** What the old builder has made for a step, and leaves behind when the image is removed. */
    private static final Pattern MADE = Pattern.compile(
            "(?m)^(?:Removing intermediate container \\w+|Step \\d+/\\d+ : (?!FROM ).*)\\n ---> (\\w+)$");

    private static final Deque<String> made = new ArrayDeque<>();

    @BeforeAll
    static void thereIsDocker() {
        DockerParts.require();
    }

    static Stream<Arguments> images() {
        assertThat(WORDS).containsOnlyKeys(Composed.IMAGES);
        return Composed.IMAGES.stream().map(image -> Arguments.of(image, WORDS.get(image)));
    }

    @ParameterizedTest
    @MethodSource("images")
    void by_the_old_builder(String image, List<String> words) {
        Result result = build("0", "docker", List.of(), image, words);

        assertThat(result.status()).as(result.toString()).isZero();
        assertThat(result.out()).contains("Step 1/");
        MADE.matcher(result.out()).results().forEach(step -> made.push(step.group(1)));
        isBuilt(image, words);
    }

    @ParameterizedTest
    @MethodSource("images")
    void by_buildkit(String image, List<String> words) {
        Result result = CLIENTS.stream()
                .map(client -> build("1", client, List.of("--progress=plain"), image, words))
                .filter(built -> built.status() == 0)
                .findFirst()
                .orElseThrow(() -> new AssertionError("no client builds it by BuildKit: " + CLIENTS));

        // Its own way of naming what it does.
        assertThat(result.err()).contains("exporting layers");
        isBuilt(image, words);
    }

    private static Result build(
            String buildkit, String client, List<String> options, String image, List<String> words) {
        List<String> command = new ArrayList<>(List.of(client, "build"));
        command.addAll(options);
        command.addAll(List.of("--build-arg", "REVISION=" + REVISION, "--build-arg", "VERSION=9.8.7"));
        command.addAll(words);
        command.addAll(List.of("-t", image + TAG, "."));
        Result[] result = new Result[1];
        Docker builder = new Docker(Documents.root(), Map.of("DOCKER_BUILDKIT", buildkit));
        OneAtATime.run(() -> result[0] = builder.run(command.toArray(String[]::new)));
        return result[0];
    }

    private static void isBuilt(String image, List<String> words) {
        assertThat(Documents.text(words.get(1)))
                .as("what it says at its beginning")
                .contains("docker build " + String.join(" ", words) + " -t " + image + ":VERSION .\n");
        assertThat(label(image, "title")).isEqualTo(image);
        assertThat(label(image, "revision")).isEqualTo(REVISION);
        assertThat(label(image, "version")).isEqualTo("9.8.7");
        String papers = Docker.here()
                .once(
                        "--entrypoint",
                        "sh",
                        image + TAG,
                        "-c",
                        "cat /*/doorward/packages.json /usr/local/share/doorward/packages.json || true");
        assertThat(papers).contains("\"name\": \"" + image + "\", \"version\": \"9.8.7\"");
    }

    private static String label(String image, String name) {
        String template = "{{index .Config.Labels \"org.opencontainers.image." + name + "\"}}";
        return Docker.here()
                .must("docker", "image", "inspect", "-f", template, image + TAG)
                .strip();
    }

    @AfterAll
    static void remove() {
        Docker here = Docker.here();
        Composed.IMAGES.forEach(image -> here.run("docker", "image", "rm", image + TAG));
        made.forEach(step -> here.run("docker", "image", "rm", step));
    }
}
