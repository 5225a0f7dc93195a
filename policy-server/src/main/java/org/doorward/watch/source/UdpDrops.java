package org.doorward.watch.source;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * How many datagrams the kernel has thrown away for want of room in a socket's buffer, by {@code /proc/net/udp} and {@code udp6}: a table, in which a
 * socket's local port is four hexadecimal digits behind its address, and the count stands last.
 */
final class UdpDrops {

    private static final List<Path> TABLES = List.of(Path.of("/proc/net/udp"), Path.of("/proc/net/udp6"));

    private static final int LOCAL = 1;
    private static final int DROPS = 12;

    private UdpDrops() {}

    /** Those of the sockets at a port; 0 where the kernel does not say. */
    static long at(InetSocketAddress local) {
        return TABLES.stream().mapToLong(table -> in(table, local.getPort())).sum();
    }

    private static long in(Path table, int port) {
        try (Stream<String> rows = Files.lines(table)) {
            return rows.mapToLong(row -> drops(row, port)).sum();
        } catch (IOException | UncheckedIOException e) {
            return 0;
        }
    }

    /** What a row of the table says of a port. */
    static long drops(String row, int port) {
        String[] cells = row.strip().split(" +", -1);
        boolean its = cells.length > DROPS && cells[LOCAL].endsWith(String.format(Locale.ROOT, ":%04X", port));
        return its ? Long.parseLong(cells[DROPS]) : 0;
    }
}
