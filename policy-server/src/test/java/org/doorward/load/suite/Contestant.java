package org.doorward.load.suite;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.doorward.PolicyClient;
import org.doorward.load.ProcessWatch;

/** A server in a process of its own, which answers. */
final class Contestant implements AutoCloseable {

    /** A first start makes the class archive, within 30 s by its own bound. */
    private static final Duration STARTING = Duration.ofSeconds(90);

    /** Between two attempts to connect: small beside the times that are measured. */
    private static final long RETRY_MILLIS = 3;

    private static final long STOPPING_SECONDS = 10;

    /**
     * Nobody in the DNS is asked: what is measured must not depend on the world, nor bother it. A run that measures the lists names
     * its own, and a name server of its own.
     */
    private static final List<String> WITHOUT_DNS = List.of(
            "dns.servers=127.0.0.1:9",
            "dnsbl.defaults=false",
            "sender.enabled=false",
            "spf.enabled=false",
            "spf.ranges_of=[]");

    private final Process process;
    private final InetSocketAddress address;
    private final Duration startUp;

    private Contestant(Process process, InetSocketAddress address, Duration startUp) {
        this.process = process;
        this.address = address;
        this.startUp = startUp;
    }

    /** The bare responder, with the heap and the collector that the launcher gives to the server. */
    static Contestant bare(Path log) throws IOException, InterruptedException {
        int port = freePort();
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-Xms16m",
                "-Xmx160m",
                "-XX:MaxDirectMemorySize=64m",
                "-cp",
                System.getProperty("java.class.path"),
                "org.doorward.load.BareResponder",
                Integer.toString(port));
        return start(new ProcessBuilder(command), port, log);
    }

    /**
     * The distribution's server, with its own settings but for addresses, the DNS, the state directory and those given.
     *
     * @param distribution the folder that holds {@code bin}
     * @param javaHome the Java to run on
     * @param state its state directory; what lies there is kept
     * @param log where its output goes, decisions included
     * @param settings such as {@code greylist.delay=1s}
     */
    static Contestant doorward(Path distribution, Path javaHome, Path state, Path log, List<String> settings)
            throws IOException, InterruptedException {
        int port = freePort();
        List<String> command = new ArrayList<>(List.of(
                distribution.resolve("bin/doorward").toString(),
                "serve",
                "--set",
                "listen=[\"inet:127.0.0.1:" + port + "\"]",
                "--set",
                "admin.listen=inet:127.0.0.1:" + freePort(),
                "--set",
                "state_dir=" + state));
        WITHOUT_DNS.forEach(setting -> command.addAll(List.of("--set", setting)));
        settings.forEach(setting -> command.addAll(List.of("--set", setting)));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("JAVA_HOME", javaHome.toString());
        builder.environment()
                .put("DOORWARD_CACHE", state.resolveSibling("cache").toString());
        return start(builder, port, log);
    }

    private static Contestant start(ProcessBuilder builder, int port, Path log)
            throws IOException, InterruptedException {
        builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        long began = System.nanoTime();
        Process process = builder.start();
        while (!answers(address)) {
            Duration waited = Duration.ofNanos(System.nanoTime() - began);
            if (!process.isAlive() || waited.compareTo(STARTING) > 0) {
                process.destroyForcibly();
                throw new IOException("Does not start: " + builder.command() + "\n" + Files.readString(log));
            }
            Thread.sleep(RETRY_MILLIS);
        }
        return new Contestant(process, address, Duration.ofNanos(System.nanoTime() - began));
    }

    private static boolean answers(InetSocketAddress address) {
        try (PolicyClient client = PolicyClient.connect(address)) {
            // A stage at which nothing is greylisted: the question leaves no trace.
            var request = PolicyClient.request("198.51.100.1", "", "postmaster@example.org");
            request.put("protocol_state", "CONNECT");
            return !client.ask(request).isEmpty();
        } catch (IOException notYet) {
            return false;
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Where it answers. */
    InetSocketAddress address() {
        return address;
    }

    /** From the process's start to its first answer. */
    Duration startUp() {
        return startUp;
    }

    /** What its process takes. */
    ProcessWatch watch() {
        return new ProcessWatch(process.pid());
    }

    /** Ends it without a chance to tidy up. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** Asks it to stop, and waits. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(STOPPING_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
