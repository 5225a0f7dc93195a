package org.doorward.real;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.doorward.firewall.real.RealParts;

/** An unbound that knows the lists of a {@link Rbldnsd} and nothing else; nothing leaves the machine. */
final class Unbound implements AutoCloseable {

    private static final Path PROGRAM = Path.of("/usr/sbin/unbound");

    private final Path file;
    private final int port;
    private ChildProcess process;

    private Unbound(Path file, int port) throws IOException {
        this.file = file;
        this.port = port;
        this.process = run(file);
    }

    /**
     * Starts one.
     *
     * @param settings more of its section {@code server}, a line each
     */
    static Unbound start(Path folder, InetSocketAddress lists, String... settings) throws IOException {
        RealParts.require("unbound", PROGRAM);
        int port = Ports.free();
        StringBuilder conf =
                new StringBuilder("""
                server:
                  interface: 127.0.0.1@PORT
                  chroot: ""
                  username: ""
                  directory: "FOLDER"
                  pidfile: ""
                  use-syslog: no
                  logfile: ""
                  do-daemonize: no
                  do-ip6: no
                  do-not-query-localhost: no
                  module-config: "iterator"
                  local-zone: "test." nodefault
                  local-zone: "." refuse
                """.replace("PORT", Integer.toString(port)).replace("FOLDER", folder.toString()));
        for (String setting : settings) {
            conf.append("  ").append(setting).append('\n');
        }
        for (String zone : List.of("bl.test", "six.test", "allow.test", "names.test")) {
            conf.append("  local-zone: \"").append(zone).append(".\" transparent\n");
        }
        for (String zone : List.of("bl.test", "six.test", "allow.test", "names.test")) {
            conf.append("stub-zone:\n  name: \"")
                    .append(zone)
                    .append("\"\n  stub-addr: 127.0.0.1@")
                    .append(lists.getPort())
                    .append('\n');
        }
        conf.append("remote-control:\n  control-enable: no\n");
        Path file = Files.writeString(folder.resolve("unbound.conf"), conf);
        return new Unbound(file, port);
    }

    private static ChildProcess run(Path file) throws IOException {
        ChildProcess begun = ChildProcess.start(new ProcessBuilder(PROGRAM.toString(), "-d", "-c", file.toString()));
        Waiting.until("unbound to start", () -> begun.err().contains("start of service") || !begun.alive());
        return begun;
    }

    /** Starts it again on the same port, after {@link #close}. */
    void startAgain() throws IOException {
        process = run(file);
    }

    InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    @Override
    public void close() {
        process.close();
    }
}
