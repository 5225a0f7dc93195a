package org.doorward.docker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.doorward.real.ChildProcess.Result;
import org.doorward.real.TestFolder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * When the firewall's container ends by itself, and when it says that it is well. Image and worker are the real ones; what stands in {@code
 * /sys/class/net} is made up, for not every kernel can make all of it, and so is the other container's sign of life.
 */
@Tag("docker")
@ExtendWith(WithComposed.class)
class KeepFirewallDockerTest {

    /** A look each 2 s, and a worker that ends: generous, for a busy machine. */
    private static final Duration NOTICED = Duration.ofSeconds(30);

    private static final String ENDED_TO_BE_STARTED_ELSEWHERE = "exited 75";
    private static final String LOST = "this network namespace has lost its links";

    private final Composed composed;
    private final String container = Composed.container("keep");
    private TestFolder folder;

    KeepFirewallDockerTest(Composed composed) {
        this.composed = composed;
    }

    @BeforeEach
    void aPostfixRunsBesideIt() throws IOException {
        folder = TestFolder.make("keep");
        for (String name : List.of("net", "life", "state")) {
            Files.createDirectory(folder.path().resolve(name));
        }
        put("lo", 1, 1);
        put("eth0", 5, 6);
        write("life/master.pid", 1);
    }

    @AfterEach
    void away() throws IOException {
        docker().run("docker", "rm", "--force", container);
        folder.close();
    }

    @Test
    void a_tunnel_of_the_kernels_own_holds_nobody_in_a_dead_namespace() throws IOException {
        // What each new namespace has when the host's kernel has its module.
        put("tunl0", 2, 0);
        put("sit0", 3, 0);
        startWorker();

        loseTheLink();

        await("the end of its links to be noticed", () -> log().contains(LOST));
        awaitItWaits();
        assertThat(healthy()).as("the last word of a worker that has ended").isFalse();
    }

    @Test
    void a_namespace_with_nothing_but_loopback_and_the_kernels_tunnels_is_none_to_stay_in() throws IOException {
        loseTheLink();
        put("tunl0", 2, 0);

        start();

        await("its end", () -> state().equals(ENDED_TO_BE_STARTED_ELSEWHERE));
        assertThat(log()).contains("no interface but loopback");
    }

    @Test
    void waits_for_the_next_life_of_postfix_and_not_for_the_one_that_it_saw_begin() throws IOException {
        startWorker();
        // It was there before Postfix had written this.
        write("life/master.pid", 2);
        awaitLooks();
        loseTheLink();

        awaitItWaits();
        write("life/master.pid", 3);
        await("its end", () -> state().equals(ENDED_TO_BE_STARTED_ELSEWHERE));
    }

    @Test
    void begins_anew_when_postfix_was_only_without_a_network() throws IOException {
        startWorker();
        loseTheLink();
        awaitItWaits();

        put("eth1", 7, 8);

        await("its end", () -> state().equals(ENDED_TO_BE_STARTED_ELSEWHERE));
    }

    @Test
    void stops_at_once_when_postfix_is_stopped_at_the_same_time() throws IOException {
        startWorker();
        loseTheLink();

        docker().must("docker", "stop", "--time", "5", container);

        // Not 137, which is the engine's SIGKILL after those seconds.
        assertThat(state()).isIn("exited 0", "exited 143");
    }

    @Test
    void is_not_healthy_by_the_word_of_the_worker_before_it() {
        startWorker();
        docker().must("docker", "stop", container);
        docker().must("docker", "start", container);

        await("it to say that it is well", this::healthy);
        assertThat(exec("nft", "list", "table", "inet", "doorward").status())
                .as("its table when it says so first")
                .isZero();
    }

    @Test
    void says_that_there_is_no_sign_of_life_where_it_was_told_to_look() {
        start("--env", "DOORWARD_SIGN_OF_LIFE=/run/postfix/mistyped.pid");
        await(
                "a word about it",
                () -> log().contains("DOORWARD_SIGN_OF_LIFE: no file /run/postfix/mistyped.pid is to be seen"));
    }

    private void startWorker() {
        start();
        await("the worker to be in step", this::healthy);
        assertThat(log()).doesNotContain("keep-firewall:");
    }

    /** Starts the container; a later option beats an earlier one. */
    private void start(String... options) {
        List<String> command = new ArrayList<>(List.of("docker", "run", "--detach", "--pull=never"));
        command.addAll(List.of("--name", container, "--network", "none"));
        command.addAll(List.of("--cap-drop", "ALL", "--cap-add", "NET_ADMIN", "--read-only", "--tmpfs", "/tmp"));
        command.addAll(List.of("--volume", folder.path() + "/net:/sys/class/net:ro"));
        command.addAll(List.of("--volume", folder.path() + "/life:/run/postfix:ro"));
        command.addAll(List.of("--volume", folder.path() + "/state:/var/lib/doorward-firewall"));
        command.addAll(List.of("--env", "DOORWARD_SIGN_OF_LIFE=/run/postfix/master.pid"));
        command.addAll(List.of(options));
        command.add(Composed.image("doorward-firewall"));
        docker().must(command.toArray(String[]::new));
    }

    /** An interface, as the kernel shows it: its number, and that of its other end. */
    private void put(String name, int number, int end) throws IOException {
        // Elsewhere first, and then whole: the look of a moment must not find half of it.
        Path made = Files.createDirectory(folder.path().resolve(name));
        write(name + "/ifindex", number);
        write(name + "/iflink", end);
        Files.move(made, folder.path().resolve("net").resolve(name));
    }

    private void loseTheLink() throws IOException {
        TestFolder.delete(folder.path().resolve("net/eth0"));
    }

    private void write(String name, int number) throws IOException {
        Files.writeString(folder.path().resolve(name), number + "\n");
    }

    /** It has ended its worker, and neither ends nor has an end of its own to wait for. */
    private void awaitItWaits() {
        await(
                "it to wait without a worker",
                () -> programs().equals(List.of("keep-firewall", "sleep")) || !state().startsWith("running"));
        assertThat(state()).isEqualTo("running 0");
    }

    /** Between two looks it sleeps: a third sleep begins after a whole look at what is there now. */
    private void awaitLooks() {
        Set<String> sleeps = new HashSet<>();
        await("two looks", () -> {
            top().stream().filter(line -> line.endsWith("sleep")).forEach(sleeps::add);
            return sleeps.size() > 2;
        });
    }

    /** Names, in the order of the alphabet. */
    private List<String> programs() {
        return top().stream()
                .map(line -> line.replaceFirst("^\\d+\\s+", ""))
                .sorted()
                .toList();
    }

    /** Number and name of each program. */
    private List<String> top() {
        return docker().run("docker", "top", container, "-eo", "pid,comm")
                .out()
                .lines()
                .skip(1)
                .map(String::strip)
                .toList();
    }

    private boolean healthy() {
        return exec("healthy").status() == 0;
    }

    private Result exec(String... words) {
        List<String> command = new ArrayList<>(List.of("docker", "exec", container));
        command.addAll(List.of(words));
        return docker().run(command.toArray(String[]::new));
    }

    private String state() {
        return docker().must("docker", "inspect", "-f", "{{.State.Status}} {{.State.ExitCode}}", container)
                .strip();
    }

    private String log() {
        Result logs = docker().run("docker", "logs", container);
        return logs.out() + logs.err();
    }

    private static void await(String awaited, BooleanSupplier condition) {
        Docker.await(awaited, NOTICED, condition);
    }

    private Docker docker() {
        return composed.docker();
    }
}
