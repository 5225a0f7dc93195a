package org.doorward.firewall.guard.host;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.doorward.firewall.guard.NeverBanSource;
import org.doorward.store.net.Cidr;
import org.doorward.store.net.IpAddress;

/** The name servers: without them no mail is delivered, and no client is looked up. */
public final class Resolvers implements NeverBanSource {

    /** The second one has the servers behind systemd-resolved, of which the first names only 127.0.0.53. */
    private static final List<String> FILES = List.of("/etc/resolv.conf", "/run/systemd/resolve/resolv.conf");

    private final HostFiles files;

    /** Reads from these files. */
    public Resolvers(HostFiles files) {
        this.files = files;
    }

    @Override
    public String name() {
        return "resolvers";
    }

    @Override
    public Reading read() throws IOException {
        Set<Found> found = new LinkedHashSet<>();
        for (String file : FILES) {
            try {
                files.lines(file).forEach(line -> add(found, line));
            } catch (NoSuchFileException absent) {
                // Without the one file the resolver is on this host; without the other there is no systemd-resolved.
            }
        }
        return new Reading(List.copyOf(found), List.of());
    }

    private static void add(Set<Found> found, String line) {
        String[] words = line.strip().split("\\s+", -1);
        if (words.length >= 2 && words[0].equals("nameserver")) {
            int scope = words[1].indexOf('%');
            String address = scope < 0 ? words[1] : words[1].substring(0, scope);
            IpAddress.parse(address)
                    .map(server -> new Found(Cidr.of(server, server.bits()), "name server"))
                    .ifPresent(found::add);
        }
    }
}
