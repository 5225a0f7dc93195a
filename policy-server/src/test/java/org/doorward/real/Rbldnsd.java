package org.doorward.real;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.doorward.firewall.real.RealParts;

/** A rbldnsd with a few lists, on a port of its own. */
final class Rbldnsd implements AutoCloseable {

    private static final Path PROGRAM = Path.of("/usr/sbin/rbldnsd");

    private static final Map<String, String> ZONES =
            Map.of("ip4.zone", """
            :127.0.0.2:listed, see http://bl.test/?$
            127.0.0.2
            198.51.100.7
            198.51.100.8 :127.0.0.4:infected
            198.51.100.128/28 :127.0.0.10:dynamic
            """, "ip6.zone", """
            0:0:0:0:0:ffff:7f00:2/128 :127.0.0.2:test
            2001:db8:bad::/48 :127.0.0.2:listed
            """, "allow.zone", """
            127.0.0.2 :127.0.5.1:test
            198.51.100.9 :127.0.5.3:good
            """, "names.zone", """
            :127.0.1.2:listed
            test
            bad.example
            .worse.example
            """, "pool.zone", """
            @ MX 10 mail.pool.test
            @ TXT "v=spf1 ip6:2001:db8:100::/48 ~all"
            mail AAAA 2001:db8:100:1::25
            """);

    private static final String HEAD = "$SOA 300 ns.test hostmaster.test 0 600 300 86400 300\n$TTL 300\n";

    private static final Instant WRITTEN = Instant.parse("2026-11-21T12:00:00Z");

    private final List<String> command;
    private final Path folder;
    private final Path log;
    private final int port;
    private ChildProcess process;
    private int replaced;

    private Rbldnsd(List<String> command, Path folder, Path log, int port) throws IOException {
        this.command = command;
        this.folder = folder;
        this.log = log;
        this.port = port;
        this.process = run();
    }

    /** Starts one. Its lists are bl.test, second.test (which holds the same), six.test, second-six.test (likewise), allow.test and names.test; the domain pool.test sends from a /48. */
    static Rbldnsd start(Path folder) throws IOException {
        return start(folder, List.of());
    }

    /**
     * The same on a host.
     *
     * @param prefix words before a command, which place it on that host
     */
    static Rbldnsd start(Path folder, List<String> prefix) throws IOException {
        RealParts.require("rbldnsd", PROGRAM);
        for (Map.Entry<String, String> zone : ZONES.entrySet()) {
            Files.writeString(folder.resolve(zone.getKey()), HEAD + zone.getValue());
        }
        Path log = Files.createFile(folder.resolve("query.log"));
        Files.setPosixFilePermissions(log, PosixFilePermissions.fromString("rw-rw-rw-"));
        int port = Ports.free();
        List<String> command = new ArrayList<>(prefix);
        command.addAll(List.of(PROGRAM.toString(), "-n", "-r", folder.toString()));
        command.addAll(List.of("-b", "127.0.0.1/" + port, "-t", "300", "-l", "+query.log"));
        if (System.getProperty("user.name").equals("root")) {
            command.addAll(List.of("-u", "rbldns"));
        }
        command.addAll(List.of(
                "bl.test:ip4set:ip4.zone",
                "second.test:ip4set:ip4.zone",
                "six.test:ip6trie:ip6.zone",
                "second-six.test:ip6trie:ip6.zone",
                "allow.test:ip4set:allow.zone",
                "names.test:dnset:names.zone",
                "pool.test:generic:pool.zone"));
        return new Rbldnsd(command, folder, log, port);
    }

    private ChildProcess run() throws IOException {
        ChildProcess begun = ChildProcess.start(new ProcessBuilder(command));
        Waiting.until("rbldnsd to start", () -> said(begun).contains("started (") || !begun.alive());
        return begun;
    }

    private static String said(ChildProcess process) {
        return process.out() + process.err();
    }

    /** Ends it in the middle of whatever it does. */
    void kill() {
        process.close();
    }

    /** Has it neither read nor answer anything until {@link #goOn}: it is there, and hangs. */
    void hang() throws IOException {
        process.signal("STOP");
    }

    /** Lets it go on. */
    void goOn() throws IOException {
        process.signal("CONT");
    }

    /** Takes a zone's file away, as an update that failed half-way does; what it was asked for, it cannot answer then. */
    void remove(String file) throws IOException {
        Files.delete(folder.resolve(file));
        reload(file);
    }

    /** Starts it again on the same port, with its zone files as they are now. */
    void startAgain() throws IOException {
        process = run();
    }

    /**
     * Has it read another zone in the place of one, as an operator's update of the list does.
     *
     * @param file of the zone, such as {@code ip4.zone}
     * @param zone what is to stand in it, behind its head
     */
    void replace(String file, String zone) throws IOException {
        Path fresh = Files.writeString(folder.resolve(file + ".new"), HEAD + zone);
        // It looks at whole seconds, and two replacements may come within one.
        Files.setLastModifiedTime(fresh, FileTime.from(WRITTEN.plusSeconds(++replaced)));
        Files.move(fresh, folder.resolve(file), StandardCopyOption.ATOMIC_MOVE);
        reload(file);
    }

    private void reload(String file) throws IOException {
        int before = reloads();
        process.signal("HUP");
        Waiting.until("rbldnsd to read " + file, () -> reloads() > before);
    }

    private int reloads() {
        return said(process).split("zones reloaded", -1).length;
    }

    InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    /** How often each question was asked until now: type, then name. */
    Map<String, Long> queries() throws IOException {
        return Files.readAllLines(log).stream()
                .map(line -> line.split(" "))
                .filter(words -> words.length > 3)
                .collect(Collectors.groupingBy(words -> words[3] + " " + words[2], Collectors.counting()));
    }

    @Override
    public void close() {
        process.close();
    }
}
