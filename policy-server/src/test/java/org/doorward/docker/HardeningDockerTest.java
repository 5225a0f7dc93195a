package org.doorward.docker;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.HostConfig;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.doorward.Documents;
import org.doorward.real.ChildProcess.Result;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.testcontainers.DockerClientFactory;

/** What the running containers may do, by the engine's word and by the kernel's, and that it is what docs/docker.md says. */
@Tag("docker")
@ExtendWith(WithComposed.class)
class HardeningDockerTest {

    private static final Set<String> POSTFIX_RIGHTS = Set.of("DAC_OVERRIDE", "KILL", "SETGID", "SETUID");

    /** Each service's rights. */
    private static final Map<String, Set<String>> RIGHTS = Map.of(
            "doorward", Set.of(),
            "dnsbl", Set.of(),
            "firewall", Set.of("NET_ADMIN"),
            "postfix", POSTFIX_RIGHTS,
            "line", Set.of("NET_ADMIN"),
            "player", Set.of("NET_ADMIN"));

    /** The services in which root runs, and which programs are its; the shell of a health check comes and goes. */
    private static final Map<String, Set<String>> ROOT_RUNS = Map.of(
            "firewall",
                    Set.of("keep-firewall", "java", "nft", "sleep", "healthy", "cat", "stat", "find", "grep", "bash"),
            "postfix", Set.of("master", "healthy", "grep", "bash"),
            "line", Set.of("sleep"),
            "player", Set.of("sleep"));

    /** What the kernel and Docker make in every container; none of it is on a disk. */
    private static final Set<String> EVERYWHERE = Set.of(
            "/proc", "/dev", "/dev/pts", "/dev/mqueue", "/dev/shm", "/sys/fs/cgroup", "/proc/keys", "/proc/timer_list");

    private static final Map<String, Set<String>> MAY_WRITE = Map.of(
            "doorward", Set.of("/tmp", "/var/lib/doorward", "/run/doorward", "/run/policy"),
            "dnsbl", Set.of(),
            "firewall", Set.of("/tmp", "/var/lib/doorward-firewall"),
            "postfix",
                    Set.of("/tmp", "/var/spool/postfix", "/var/spool/postfix/pid", "/var/lib/postfix", "/var/log/mail"),
            "line", Set.of(),
            "player", Set.of());

    /** Those that end of themselves; here they wait, in containers of another name. */
    private static final List<String> SHORT_LIVED = List.of("line", "player");

    private final Composed composed;

    HardeningDockerTest(Composed composed) {
        this.composed = composed;
    }

    @BeforeAll
    static void shortLivedOnesWait(Composed composed) {
        for (String service : SHORT_LIVED) {
            composed.docker().run("docker", "rm", "-f", container(service));
            composed.must("run", "--detach", "--no-deps", "--name", container(service), service, "sleep", "600");
        }
    }

    @AfterAll
    static void shortLivedOnesEnd(Composed composed) {
        SHORT_LIVED.forEach(service -> composed.docker().run("docker", "rm", "-f", container(service)));
    }

    private static String container(String service) {
        return Composed.container(SHORT_LIVED.contains(service) ? service + "-waits" : service);
    }

    @Test
    void the_documents_table_has_these_rights_and_users() {
        List<String> table = Documents.tableAfter(Documents.text("docs/docker.md"), "## What runs");
        List<String> named = new ArrayList<>();
        for (String line : table) {
            List<String> cells = Documents.cells(line);
            String service = Documents.quoted(cells.get(0)).get(0);
            if (RIGHTS.containsKey(service)) {
                named.add(service);
                assertThat(Documents.quoted(cells.get(3)))
                        .as(service)
                        .containsExactlyInAnyOrderElementsOf(RIGHTS.get(service));
                assertThat(cells.get(2).startsWith("root")).as(service).isEqualTo(ROOT_RUNS.containsKey(service));
            }
        }
        assertThat(named).containsExactlyInAnyOrderElementsOf(RIGHTS.keySet());
    }

    @ParameterizedTest
    @ValueSource(strings = {"doorward", "dnsbl", "firewall", "postfix", "line", "player"})
    void the_engine_was_told_to_give_no_more(String service) {
        InspectContainerResponse container = DockerClientFactory.lazyClient()
                .inspectContainerCmd(container(service))
                .exec();
        HostConfig host = container.getHostConfig();

        assertThat(host.getReadonlyRootfs()).isTrue();
        assertThat(host.getPrivileged()).isFalse();
        assertThat(host.getCapDrop()).containsExactly(Capability.ALL);
        assertThat(Stream.of(Objects.requireNonNullElse(host.getCapAdd(), new Capability[0]))
                        .map(Capability::name))
                .containsExactlyInAnyOrderElementsOf(RIGHTS.get(service));
        assertThat(host.getSecurityOpts()).containsExactly("no-new-privileges:true");
        assertThat(host.getPidsLimit()).isBetween(1L, 1000L);
        assertThat(host.getPidMode()).isEmpty();
        assertThat(host.getIpcMode()).isEqualTo("private");
        assertThat(host.getUsernsMode()).isEmpty();
        assertThat(host.getNetworkMode()).isNotEqualTo("host");
        assertThat(Objects.requireNonNull(host.getPortBindings()).getBindings()).isEmpty();
        assertThat(container.getMounts()).allSatisfy(mount -> {
            String source = Objects.requireNonNullElse(mount.getSource(), "");
            // A folder of the host's is shown, and not given; the engine's socket is neither.
            assertThat(source).doesNotContain("docker.sock");
            assertThat(source.startsWith("/var/lib/docker/volumes/") || !Boolean.TRUE.equals(mount.getRW()))
                    .as(source)
                    .isTrue();
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"doorward", "dnsbl", "firewall", "postfix", "line", "player"})
    void the_kernel_gives_no_process_more_than_is_stated(String service) {
        List<ContainedProcess> processes = ContainedProcess.of(composed.docker(), container(service));
        assertThat(processes).isNotEmpty();
        Set<String> rights = RIGHTS.get(service);
        for (ContainedProcess process : processes) {
            String name = service + ": " + process.name();
            boolean root = process.users().contains("0");
            if (root) {
                assertThat(ROOT_RUNS.getOrDefault(service, Set.of())).as(name).contains(process.name());
            }
            for (String set : List.of("CapEff", "CapPrm")) {
                assertThat(process.capabilities(set))
                        .as(name + " " + set)
                        .isEqualTo(root ? new TreeSet<>(rights) : Set.of());
            }
            assertThat(process.capabilities("CapBnd")).as(name + " CapBnd").isEqualTo(new TreeSet<>(rights));
            assertThat(process.capabilities("CapAmb")).as(name + " CapAmb").isEmpty();
            assertThat(process.capabilities("CapInh")).as(name + " CapInh").isEmpty();
            assertThat(process.status())
                    .as(name)
                    .containsEntry("NoNewPrivs", "1")
                    .containsEntry("Seccomp", "2");
            Set<String> writable = process.writable();
            writable.removeAll(EVERYWHERE);
            assertThat(writable).as(name).isEqualTo(new TreeSet<>(MAY_WRITE.get(service)));
        }
    }

    /** The users that the documents state, and that Postfix's daemons are Postfix's. */
    @Test
    void the_servers_are_who_they_should_be() {
        assertThat(usersOf("doorward", "java")).containsExactly("10025");
        assertThat(usersOf("dnsbl", "rbldnsd")).containsExactly("10053");
        assertThat(groupsOf("doorward", "java")).containsExactly("10025");
        assertThat(groupsOf("dnsbl", "rbldnsd")).containsExactly("10053");
        // Its own, and the one that may read the admin token.
        assertThat(groupsOf("firewall", "java")).containsExactlyInAnyOrder("0", "10025");
        String postfix = composed.exec("postfix", "id", "-u", "postfix").strip();
        assertThat(usersOf("postfix", "qmgr")).containsExactly(postfix);
        assertThat(usersOf("postfix", "pickup")).containsExactly(postfix);
    }

    @ParameterizedTest
    @ValueSource(strings = {"doorward", "dnsbl", "firewall", "postfix", "line", "player"})
    void nothing_can_be_written_beside_the_volumes(String service) {
        List<String> places = List.of("/new", "/etc/new", "/usr/local/bin/new", "/opt/new", "/root/new");

        Result result = composed.docker()
                .shell("docker exec -u 0 " + container(service) + " touch " + String.join(" ", places));

        assertThat(result.status()).isNotZero();
        assertThat(result.err().lines().filter(line -> line.contains("Read-only file system")))
                .as(result.err())
                .hasSameSizeAs(places);
    }

    @Test
    void the_admin_token_is_in_no_environment_and_in_no_log_and_others_cannot_read_it() {
        String token =
                composed.exec("doorward", "cat", "/run/doorward/admin-token").strip();
        assertThat(token).hasSizeGreaterThan(20);
        for (String service : Composed.SERVICES) {
            String container = Composed.container(service);
            assertThat(composed.docker().must("docker", "inspect", container))
                    .as(service)
                    .doesNotContain(token);
            assertThat(composed.docker().must("sh", "-c", "docker logs " + container + " 2>&1"))
                    .as(service)
                    .doesNotContain(token);
            assertThat(ContainedProcess.of(composed.docker(), container))
                    .as(service)
                    .allSatisfy(process -> assertThat(process.environment()).doesNotContain(token));
        }
        assertThat(composed.exec("doorward", "stat", "-c", "%a", "/run/doorward/admin-token")
                        .strip())
                .endsWith("0");
        Result stranger = composed.docker()
                .run(
                        "docker",
                        "exec",
                        "-u",
                        "10099:10099",
                        Composed.container("doorward"),
                        "cat",
                        "/run/doorward/admin-token");
        assertThat(stranger.status()).isNotZero();
        assertThat(stranger.out()).doesNotContain(token);
    }

    @Test
    void health_checks_leave_no_line_in_the_mail_log() {
        quiet();
        String log = composed.mailLog();
        for (int look = 0; look < 2; look++) {
            Map<String, String> checked = new HashMap<>();
            Composed.SERVICES.forEach(service -> checked.put(service, lastCheck(service)));
            Docker.await(
                    "all to be looked at",
                    () -> Composed.SERVICES.stream()
                            .noneMatch(service -> lastCheck(service).equals(checked.get(service))));
        }

        assertThat(composed.mailLog()).isEqualTo(log);
    }

    /** What earlier tests have begun has ended: no session is open, and Postfix's own idle words are said. */
    private void quiet() {
        composed.exec("postfix", "postfix", "reload");
        String[] before = {composed.mailLog()};
        Docker.await("the mail log to rest", () -> {
            String now = composed.mailLog();
            boolean rests = now.equals(before[0]) && now.contains("reload");
            before[0] = now;
            return rests;
        });
    }

    private String lastCheck(String service) {
        return composed.docker()
                .must(
                        "docker",
                        "inspect",
                        "-f",
                        "{{range .State.Health.Log}}{{.End}} {{end}}",
                        Composed.container(service));
    }

    /** The group and the further ones. */
    private Set<String> groupsOf(String service, String program) {
        Set<String> groups = new TreeSet<>();
        for (ContainedProcess process : ContainedProcess.of(composed.docker(), Composed.container(service))) {
            if (process.name().equals(program)) {
                for (String field : List.of("Gid", "Groups")) {
                    Pattern.compile("\\d+")
                            .matcher(process.status().getOrDefault(field, ""))
                            .results()
                            .forEach(number -> groups.add(number.group()));
                }
            }
        }
        return groups;
    }

    private Set<String> usersOf(String service, String program) {
        Set<String> users = new TreeSet<>();
        for (ContainedProcess process : ContainedProcess.of(composed.docker(), Composed.container(service))) {
            if (process.name().equals(program)) {
                users.addAll(process.users());
            }
        }
        return users;
    }
}
