package org.doorward.docker;

import java.util.List;

/**
 * A client in the network of somebody's Postfix with addresses of 198.51.100.0/24, to which Postfix has a way by it, as by a router: Docker lets
 * them pass in a network that is not internal.
 */
final class Stranger implements AutoCloseable {

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
        // Of IPv6 no addresses come this way.
        return Knock.from(composed.docker(), container, address(postfix), "", addresses);
    }

    private String address(String of) {
        return composed.docker().must("docker", "inspect", "-f", ADDRESS, of).strip();
    }

    @Override
    public void close() {
        composed.docker().run("docker", "rm", "--force", container);
    }
}
