package org.doorward.dns;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.doorward.store.net.IpAddress;

/**
 * The name servers, and which of them is asked first: the one that answered last, so that a dead one costs a time-out once and not at
 * each question.
 */
final class NameServers {

    /** Where the system's stand; resolv.conf(5). */
    static final Path SYSTEM = Path.of("/etc/resolv.conf");

    private static final int PORT = 53;

    private final List<InetSocketAddress> servers;
    private volatile int preferred;

    /** These servers, at least one. */
    NameServers(List<InetSocketAddress> servers) {
        if (servers.isEmpty()) {
            throw new IllegalArgumentException("no name server");
        }
        this.servers = List.copyOf(servers);
    }

    /** Those of a file in the form of resolv.conf(5); the one on this host when it names none, as the C library does. */
    static List<InetSocketAddress> read(Path file) {
        List<InetSocketAddress> found = new ArrayList<>();
        try {
            for (String line : Files.readAllLines(file, StandardCharsets.ISO_8859_1)) {
                String[] words = line.strip().split("\\s+", -1);
                if (words.length > 1 && words[0].equals("nameserver")) {
                    address(words[1]).ifPresent(address -> found.add(new InetSocketAddress(address, PORT)));
                }
            }
        } catch (IOException unreadable) {
            found.clear();
        }
        return found.isEmpty() ? List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), PORT)) : found;
    }

    /** An address, perhaps with the name of an interface behind it; never a name, for that would have to be looked up. */
    private static Optional<InetAddress> address(String text) {
        int scope = text.indexOf('%');
        if (IpAddress.parse(scope < 0 ? text : text.substring(0, scope)).isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.getByName(text));
        } catch (UnknownHostException noSuchInterface) {
            return Optional.empty();
        }
    }

    /** The one to ask at a question's first try, at its second, and so on. */
    InetSocketAddress at(int attempt) {
        return servers.get(Math.floorMod(preferred + attempt, servers.size()));
    }

    /** This one answered. */
    void answered(InetSocketAddress server) {
        int index = servers.indexOf(server);
        if (index >= 0 && index != preferred) {
            preferred = index;
        }
    }

    int count() {
        return servers.size();
    }

    List<InetSocketAddress> all() {
        return servers;
    }

    /** Whether an answer can come from another host, so that somebody may try to forge one. */
    boolean anyRemote() {
        return servers.stream().anyMatch(server -> !server.getAddress().isLoopbackAddress());
    }

    /** Their addresses and ports, for people. */
    List<String> shown() {
        return servers.stream()
                .map(server -> {
                    String address = server.getAddress().getHostAddress();
                    return (address.indexOf(':') < 0 ? address : "[" + address + "]") + ":" + server.getPort();
                })
                .toList();
    }
}
