package org.doorward.real;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.doorward.firewall.real.RealParts;

/**
 * DNS for one program: an unbound on a loopback address of its own, with records that a test gives it and nothing else, and the words before
 * a command that let the command see it as the machine's resolver. They mount another {@code resolv.conf} in a mount namespace, for Postfix
 * asks the machine's resolver and no other.
 */
final class ResolverOfItsOwn implements AutoCloseable {

    private static final Path PROGRAM = Path.of("/usr/sbin/unbound");

    private final ChildProcess process;
    private final Path resolvConf;

    private ResolverOfItsOwn(ChildProcess process, Path resolvConf) {
        this.process = process;
        this.resolvConf = resolvConf;
    }

    /**
     * Starts one.
     *
     * @param records as in zone files: {@code name. IN A 192.0.2.1}
     */
    static ResolverOfItsOwn start(Path folder, List<String> records) throws IOException {
        RealParts.requireRoot();
        RealParts.require("unbound", PROGRAM);
        String address = address();
        StringBuilder conf = new StringBuilder("""
                server:
                  interface: ADDRESS@53
                  chroot: ""
                  username: ""
                  directory: "FOLDER"
                  pidfile: ""
                  use-syslog: no
                  logfile: ""
                  do-daemonize: no
                  do-ip6: no
                  module-config: "iterator"
                  local-zone: "." static
                """.replace("ADDRESS", address).replace("FOLDER", folder.toString()));
        records.forEach(record -> conf.append("  local-data: '").append(record).append("'\n"));
        conf.append("remote-control:\n  control-enable: no\n");
        Path file = Files.writeString(folder.resolve("resolver.conf"), conf);
        Path resolvConf = Files.writeString(folder.resolve("resolv.conf"), "nameserver " + address + "\n");
        ChildProcess process = ChildProcess.start(new ProcessBuilder(PROGRAM.toString(), "-d", "-c", file.toString()));
        Waiting.until("unbound to start", () -> process.err().contains("start of service") || !process.alive());
        if (!process.alive()) {
            throw new AssertionError("unbound has not started: " + process.err());
        }
        return new ResolverOfItsOwn(process, resolvConf);
    }

    /** Of this JVM alone: unbound shares an address with another unbound without a word, and each would get a part of the questions. */
    private static String address() {
        long pid = ProcessHandle.current().pid();
        return "127.53." + (pid >> 8 & 0xFF) + "." + (pid & 0xFF);
    }

    /** The words before a command that asks this resolver. */
    List<String> prefix() {
        return List.of(
                "unshare",
                "--mount",
                "sh",
                "-c",
                "mount --bind " + resolvConf + " /etc/resolv.conf && exec \"$@\"",
                "sh");
    }

    @Override
    public void close() {
        process.close();
    }
}
