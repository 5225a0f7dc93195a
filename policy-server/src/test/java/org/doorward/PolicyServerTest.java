package org.doorward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.doorward.admin.ReloadOutcome;
import org.doorward.config.DoorwardConfig;
import org.doorward.config.load.ConfigLoader;
import org.doorward.config.load.LoadResult;
import org.doorward.config.load.StateDirectory;
import org.doorward.observe.BuildInfo;
import org.doorward.observe.Logging;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A whole server, on ports of its own, and what a reload does to it. */
@Timeout(60)
class PolicyServerTest {

    /** On free ports, and with nobody to ask in the DNS. */
    private static final String PORTS = """
            listen = "inet:127.0.0.1:0"
            admin.listen = "inet:127.0.0.1:0"
            dns.servers = "127.0.0.1:9"
            dnsbl.defaults = false
            spf.ranges_of = []
            """;

    @TempDir
    Path folder;

    private ConfigLoader loader;

    @BeforeEach
    void prepare() throws IOException {
        configure("");
        loader = new ConfigLoader(
                folder.resolve("doorward.toml"),
                Map.of(),
                CheckNames.ALL,
                new StateDirectory(
                        Map.of("STATE_DIRECTORY", folder.resolve("state").toString()), folder, folder));
    }

    @Test
    void whatNeedsARestartIsNamedAtEveryReloadUntilThen() throws Exception {
        try (Logging logging = logging();
                PolicyServer server = start(logging)) {
            configure("server.max_connections = 17\n");
            assertThat(server.reload()).isEqualTo(needsRestart("server.max_connections"));
            assertThat(server.reload()).isEqualTo(needsRestart("server.max_connections"));

            configure("server.max_connections = 17\nadmin.token = \"0123456789abcdef\"\n");
            assertThat(server.reload()).isEqualTo(needsRestart("admin.token", "server.max_connections"));

            configure("");
            assertThat(server.reload()).isEqualTo(needsRestart());
        }
    }

    @Test
    void theModeInForceIsToldAfterEachReload() throws Exception {
        List<String> told = new ArrayList<>();
        try (Logging logging = logging();
                PolicyServer server = start(logging)) {
            server.afterReload(outcome -> told.add(outcome.getClass().getSimpleName() + " " + server.mode()));
            configure("mode = \"observe\"\n");
            server.reload();
            configure("mode = \"obsrve\"\n");
            server.reload();
            configure("mode = \"enforce\"\n");
            server.reload();
        }

        assertThat(told).containsExactly("Accepted OBSERVE", "Refused OBSERVE", "Accepted ENFORCE");
    }

    @Test
    void aReloadWithAMistakeInAListIsRefusedWithAllOfThem() throws Exception {
        try (Logging logging = logging();
                PolicyServer server = start(logging)) {
            Path clients = Files.writeString(folder.resolve("clients"), "198.51.100.7/24\n");
            Path optOut = Files.writeString(folder.resolve("opt_out"), "two words\n");
            configure("mode = \"observe\"\naccess.deny_client_files = \"" + clients + "\"\ngreylist.opt_out_files = \""
                    + optOut + "\"\n");

            assertThat(((ReloadOutcome.Refused) server.reload()).problems())
                    .satisfiesExactly(
                            first -> assertThat(first).startsWith(clients + ":1: "),
                            second -> assertThat(second).startsWith(optOut + ":1: "));
            assertThat(server.mode()).isEqualTo(DoorwardConfig.Mode.ENFORCE);
        }
    }

    @Test
    void aStartThatAListKeepsFromIsForTheConfiguration() throws Exception {
        Path clients = Files.writeString(folder.resolve("clients"), "198.51.100.7/24\n");
        configure("access.client_files = \"" + clients + "\"\n");
        try (Logging logging = logging()) {
            assertThatThrownBy(() -> start(logging))
                    .isInstanceOf(StartException.class)
                    .returns(true, failure -> ((StartException) failure).isForConfiguration())
                    .hasMessageStartingWith(clients + ":1: ");
        }
    }

    @Test
    void aStateDirectoryThatCannotBeMadeIsNotForTheConfigurationAlone() throws Exception {
        Files.writeString(folder.resolve("state"), "");
        try (Logging logging = logging()) {
            assertThatThrownBy(() -> start(logging))
                    .isInstanceOf(StartException.class)
                    .returns(false, failure -> ((StartException) failure).isForConfiguration());
        }
    }

    private void configure(String keys) throws IOException {
        Files.writeString(folder.resolve("doorward.toml"), PORTS + keys);
    }

    private static ReloadOutcome needsRestart(String... keys) {
        return new ReloadOutcome.Accepted(List.of(keys));
    }

    private static Logging logging() {
        return Logging.start(
                new org.doorward.config.LogConfig(
                        org.doorward.config.LogConfig.Format.TEXT, org.doorward.config.LogConfig.Level.INFO, false),
                Map.of(),
                OutputStream.nullOutputStream());
    }

    private PolicyServer start(Logging logging) throws StartException {
        LoadResult.Loaded loaded = (LoadResult.Loaded) load();
        return PolicyServer.start(
                loaded,
                new ServerEnvironment(
                        new BuildInfo("1.2.3", Optional.empty(), "17"),
                        Clock.systemUTC(),
                        System::nanoTime,
                        new Random(7),
                        this::load,
                        logging,
                        config -> List.of()));
    }

    private LoadResult load() {
        return loader.load(Optional.empty(), List.of());
    }
}
