package org.doorward.firewall.real;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Network namespaces of one test, each known by its role ("server", "client"), with links between them. What is done to a firewall in there
 * touches nobody else. {@link #close} ends the programs started in them and takes them away.
 *
 * <pre>
 * try (Netns net = Netns.of("server", "client")) {
 *     net.link("server", "client");
 *     net.address("server", "client", "198.51.100.1/24");
 *     net.address("client", "server", "198.51.100.7/24");
 *     net.listen("server", 25);
 *     assertThat(net.connect("client", "198.51.100.7", "198.51.100.1", 25)).isEqualTo("connected");
 * }
 * </pre>
 */
public final class Netns implements AutoCloseable {

    /** Any program in there ends sooner; the machine that builds may be slow. */
    private static final long PATIENCE_SECONDS = 60;

    private static final AtomicInteger COUNT = new AtomicInteger();
    private static final Path PYTHON = Path.of("/usr/bin/python3");

    private final String prefix = "dw-" + ProcessHandle.current().pid() + "-" + COUNT.incrementAndGet() + "-";
    private final List<String> names = new ArrayList<>();
    private final List<Process> programs = Collections.synchronizedList(new ArrayList<>());

    private Netns() {}

    /** Namespaces of these roles, each with loopback up and nothing else. The test is skipped where that cannot be done. */
    public static Netns of(String... roles) {
        RealParts.requireRoot();
        RealParts.require("iproute2", Path.of("/usr/sbin/ip"));
        RealParts.require("python3", PYTHON);
        Netns net = new Netns();
        for (String role : roles) {
            String name = net.name(role);
            Result added = execute(List.of("ip", "netns", "add", name));
            if (added.status() != 0) {
                net.close();
                RealParts.require("network namespaces: " + added.err(), false);
            }
            net.names.add(name);
            net.must(role, "ip", "link", "set", "lo", "up");
        }
        return net;
    }

    /** What the namespace is called on this machine. */
    public String name(String role) {
        return prefix + role;
    }

    /** What a command begins with that is to run in there. */
    public List<String> prefix(String role) {
        return List.of("ip", "netns", "exec", name(role));
    }

    /** A cable between two of them; the end in each is called {@code to-} and the other's role (at most 12 characters). */
    public void link(String one, String other) {
        String end = "to-" + other;
        must(one, "ip", "link", "add", end, "type", "veth", "peer", "name", "to-" + one, "netns", name(other));
        must(one, "ip", "link", "set", end, "up");
        must(other, "ip", "link", "set", "to-" + one, "up");
    }

    /**
     * Gives an address to the end of a link.
     *
     * @param role whose
     * @param towards whom the link leads to
     * @param address with its prefix length
     */
    public void address(String role, String towards, String address) {
        List<String> command = new ArrayList<>(List.of("ip", "address", "add", address, "dev", "to-" + towards));
        if (address.contains(":")) {
            // Else it cannot be used for the second in which the kernel looks for another that has it.
            command.add("nodad");
        }
        must(role, command.toArray(String[]::new));
    }

    /** Has a network be reached over a link, whoever has its addresses there. */
    public void route(String role, String towards, String network) {
        must(role, "ip", "route", "add", network, "dev", "to-" + towards);
    }

    /** Runs a command to its end. */
    public Result run(String role, String... command) {
        return execute(inside(role, command));
    }

    /** Runs a command that has to succeed, and returns what it wrote. */
    public String must(String role, String... command) {
        Result result = run(role, command);
        if (result.status() != 0) {
            throw new AssertionError(String.join(" ", command) + " in " + role + ": " + result);
        }
        return result.out();
    }

    /** Starts a program that goes on until {@link #close}, at the latest. */
    public Process start(String role, String... command) {
        try {
            Process program = new ProcessBuilder(inside(role, command))
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            programs.add(program);
            return program;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Opens a TCP port, IPv4 and IPv6, that greets whoever connects and keeps the connection; returns when it listens. */
    public void listen(String role, int port) {
        Process server = start(role, PYTHON.toString(), "-u", "-c", """
                import socket, sys
                server = socket.socket(socket.AF_INET6, socket.SOCK_STREAM)
                server.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
                server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                server.bind(('::', int(sys.argv[1])))
                server.listen(1000)
                print('listening')
                kept = []
                while True:
                    connection, _ = server.accept()
                    try:
                        connection.sendall(b'220 hello\\r\\n')
                    except OSError:
                        pass
                    kept = kept[-500:] + [connection]
                """, Integer.toString(port));
        try {
            if (server.inputReader(StandardCharsets.US_ASCII).readLine() == null) {
                throw new AssertionError("nothing listens on port " + port + " of " + role);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Tries a TCP connection until it greets.
     *
     * @param from the client's own address
     * @return {@code connected}, {@code refused}, or {@code silence} when its packets have no answer
     */
    public String connect(String role, String from, String to, int port) {
        return must(role, PYTHON.toString(), "-c", """
                import socket, sys
                try:
                    connection = socket.create_connection((sys.argv[2], int(sys.argv[3])), 1.0, (sys.argv[1], 0))
                    connection.settimeout(20)
                    print('connected' if connection.recv(100) else 'closed')
                except ConnectionRefusedError:
                    print('refused')
                except (TimeoutError, socket.timeout):
                    print('silence')
                """, from, to, Integer.toString(port))
                .strip();
    }

    /** Ends what runs in the namespaces, and takes them away with all that is in them. */
    @Override
    public void close() {
        programs.forEach(Netns::kill);
        for (String name : names) {
            execute(List.of("ip", "netns", "delete", name));
        }
        names.clear();
    }

    /** Whoever has the id of one that has ended may be another by now, and its children are none of ours. */
    private static void kill(Process program) {
        if (program.isAlive()) {
            program.descendants().forEach(ProcessHandle::destroyForcibly);
        }
        program.destroyForcibly();
    }

    private List<String> inside(String role, String... command) {
        List<String> whole = new ArrayList<>(prefix(role));
        whole.addAll(List.of(command));
        return whole;
    }

    private static Result execute(List<String> command) {
        try {
            Path out = Files.createTempFile("netns", ".out");
            Path err = Files.createTempFile("netns", ".err");
            try {
                Process process = new ProcessBuilder(command)
                        .redirectInput(new File("/dev/null"))
                        .redirectOutput(out.toFile())
                        .redirectError(err.toFile())
                        .start();
                if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                    kill(process);
                    throw new AssertionError(String.join(" ", command) + " did not end");
                }
                return new Result(process.exitValue(), Files.readString(out), Files.readString(err));
            } finally {
                Files.delete(out);
                Files.delete(err);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** How a command ended, and what it wrote. */
    public record Result(int status, String out, String err) {}
}
