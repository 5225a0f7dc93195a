package org.doorward.worker;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Map;
import org.doorward.config.DoorwardConfig;
import org.doorward.config.ListenAddress;
import org.doorward.config.load.LoadResult;
import org.doorward.config.load.StateDirectory;

/**
 * Where the worker finds the server, and keeps what is its own.
 *
 * @param stateDir its own state directory
 * @param server the server's admin listener
 * @param tokenFile the server's admin token
 */
public record WorkerPlaces(Path stateDir, InetSocketAddress server, Path tokenFile) {

    private static final Path USUAL = Path.of("/var/lib/doorward-firewall");
    private static final Path SERVERS_USUAL = Path.of("/var/lib/doorward");
    private static final String TOKEN = "admin-token";

    /**
     * The places of a worker that is a process of its own.
     *
     * @param variables the environment's variables
     */
    public static WorkerPlaces ofOwnProcess(LoadResult.Loaded loaded, Map<String, String> variables) {
        DoorwardConfig config = loaded.config();
        String systemds = variables.getOrDefault("STATE_DIRECTORY", "").split(":", 2)[0];
        Path stateDir = config.firewall().stateDir().orElse(systemds.isEmpty() ? USUAL : Path.of(systemds));
        boolean named = loaded.stateDirectory().rule() == StateDirectory.Rule.CONFIGURED;
        // Under systemd the state directory of this process is the worker's own, not the server's.
        Path servers = named ? config.stateDir() : SERVERS_USUAL;
        return new WorkerPlaces(
                stateDir,
                config.firewall().server().orElse(config.admin().listen()).whereToConnect(),
                config.firewall()
                        .tokenFile()
                        .or(() -> config.admin().tokenFile())
                        .orElse(servers.resolve(TOKEN)));
    }

    /**
     * The places of a worker within the server.
     *
     * @param admin where the server's admin listener is
     */
    public static WorkerPlaces within(DoorwardConfig config, InetSocketAddress admin) {
        return new WorkerPlaces(
                config.firewall().stateDir().orElse(config.stateDir().resolve("firewall")),
                new ListenAddress.Inet(admin.getAddress().getHostAddress(), admin.getPort()).whereToConnect(),
                config.admin().tokenFile().orElse(config.stateDir().resolve(TOKEN)));
    }
}
