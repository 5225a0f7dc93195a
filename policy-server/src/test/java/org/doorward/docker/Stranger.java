package org.doorward.docker;

import java.util.ArrayList;
import java.util.List;

/**
 * A client in the network of somebody's Postfix with addresses of 198.51.100.0/24, to which Postfix has a way by it, as by a router: Docker lets
 * them pass in a network that is not internal.
 */
final class Stranger implements AutoCloseable {

    /** Connections at the same time, for two seconds: the first packet of each is sent twice if nobody answers. A line for each. */
    private static final String KNOCK = """
            import socket, subprocess, sys
            from concurrent.futures import ThreadPoolExecutor
            def knock(address):
                subprocess.run(["ip", "address", "replace", address, "dev", "lo"], check=True)
                try:
                    with socket.create_connection((sys.argv[1], 25), 2, (address, 0)) as connection:
                        greeting = connection.recv(200).decode().strip()
                        connection.sendall(b"QUIT\\r\\n")
                        connection.recv(200)
                        return greeting
                except OSError as fault:
                    return fault
            for heard in ThreadPoolExecutor().map(knock, sys.argv[2:]):
                print(heard)
            """;

    private static final String ADDRESS = "{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}";

    private final Composed composed;
    private final String container;
    private final String postfix;

    /**
     * Starts it.
     *
     * @param network the network that Postfix is in
     * @param postfix the name of Postfix's container
     */
    Stranger(Composed composed, String network, String postfix) {
        this.composed = composed;
        this.container = Composed.container("stranger");
        this.postfix = postfix;
        composed.docker().run("docker", "rm", "--force", container);
        composed.docker()
                .must(
                        "docker",
                        "run",
                        "-d",
                        "--pull=never",
                        "--network",
                        network,
                        "--cap-add",
                        "NET_ADMIN",
                        "--name",
                        container,
                        Composed.image("doorward-player"),
                        "sleep",
                        "600");
        layTheWay();
    }

    /** Tells the network namespace in which Postfix now is the way to the addresses. */
    void layTheWay() {
        composed.docker()
                .must(
                        "docker",
                        "run",
                        "--rm",
                        "--pull=never",
                        "--network",
                        "container:" + postfix,
                        "--cap-add",
                        "NET_ADMIN",
                        Composed.image("doorward-player"),
                        "ip",
                        "route",
                        "replace",
                        "198.51.100.0/24",
                        "via",
                        address(container));
    }

    /** Connects from each address, and returns Postfix's greetings in turn, or why there was none. */
    List<String> knock(String... addresses) {
        List<String> command =
                new ArrayList<>(List.of("docker", "exec", container, "python3", "-c", KNOCK, address(postfix)));
        command.addAll(List.of(addresses));
        return composed.docker().lines(command.toArray(String[]::new));
    }

    private String address(String of) {
        return composed.docker().must("docker", "inspect", "-f", ADDRESS, of).strip();
    }

    @Override
    public void close() {
        composed.docker().run("docker", "rm", "--force", container);
    }
}
