package org.doorward.docker;

import java.util.ArrayList;
import java.util.List;

/** Whether somebody's packets arrive: connections from a container with Python, whose addresses are whichever it is told to have. */
final class Knock {

    /** At the same time, for two seconds: the first packet of each is sent twice if nobody answers. A line for each. */
    private static final String SCRIPT = """
            import socket, subprocess, sys
            from concurrent.futures import ThreadPoolExecutor
            server4, server6 = sys.argv[1:3]
            def knock(address):
                # Else one of IPv6 cannot be used for the moment in which the kernel looks for another that has it.
                once = ["nodad"] if ":" in address else []
                subprocess.run(["ip", "address", "replace", address, "dev", "lo", *once], check=True)
                server = server6 if ":" in address else server4
                try:
                    with socket.create_connection((server, 25), 2, (address, 0)) as connection:
                        greeting = connection.recv(200).decode().strip()
                        connection.sendall(b"QUIT\\r\\n")
                        connection.recv(200)
                        return greeting
                except OSError as fault:
                    return fault
            for heard in ThreadPoolExecutor().map(knock, sys.argv[3:]):
                print(heard)
            """;

    private Knock() {}

    /**
     * Connects to port 25 from each address.
     *
     * @param server4 the server's address for clients of IPv4
     * @param server6 for those of IPv6
     * @return Postfix's greetings in turn, or why there was none
     */
    static List<String> from(Docker docker, String container, String server4, String server6, String... addresses) {
        List<String> command =
                new ArrayList<>(List.of("docker", "exec", container, "python3", "-c", SCRIPT, server4, server6));
        command.addAll(List.of(addresses));
        return docker.lines(command.toArray(String[]::new));
    }
}
