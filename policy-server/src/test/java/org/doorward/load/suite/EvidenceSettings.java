package org.doorward.load.suite;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The settings of a server that gathers no evidence, and of one that gathers all it can. */
final class EvidenceSettings {

    /** Six for addresses, of which four know IPv6, and two for names. */
    static final List<String> ZONES = List.of("v4a", "v4b", "all1", "all2", "all3", "all4", "names1", "names2");

    /** Below it lie all zones. */
    static final String LISTS = ".lists.example";

    /** As many as an operator gathers in some years. */
    private static final int ENTRIES = 1000;

    private EvidenceSettings() {}

    /** No list, no check of names, no limit: what is left is the greylist. */
    static List<String> none() {
        return List.of(
                Bench.SHORT_DELAY,
                "helo.enabled=false",
                "reverse_name.enabled=false",
                "sender.enabled=false",
                "spf.enabled=false",
                "spf.ranges_of=[]",
                "dnsbl.defaults=false");
    }

    /**
     * Eight lists, all checks, a limit by client and one by sender that nobody reaches, an own list and traps that nobody is on.
     *
     * @param folder takes the files
     * @param dns the name server that is asked for everything
     */
    static List<String> all(Path folder, InetSocketAddress dns) throws IOException {
        Path own =
                lines(folder.resolve("own-list"), number -> "2001:db8:ffff:" + Integer.toHexString(number) + "::/64");
        Path traps = lines(folder.resolve("traps"), number -> "trap" + number + "@example.org");
        return List.of(
                Bench.SHORT_DELAY,
                "dns.servers=[\"" + dns.getAddress().getHostAddress() + ':' + dns.getPort() + "\"]",
                "helo.enabled=true",
                "reverse_name.enabled=true",
                "sender.enabled=true",
                "spf.enabled=true",
                "spf.ranges_of=[]",
                "dnsbl.defaults=false",
                "dnsbl.list=" + lists(),
                "rate.limit=[" + limit("client") + ", " + limit("sender") + ']',
                "own_list.files=[\"" + own + "\"]",
                "spamtrap.files=[\"" + traps + "\"]");
    }

    private static String lists() {
        return ZONES.stream().map(EvidenceSettings::list).collect(Collectors.joining(", ", "[", "]"));
    }

    private static String list(String name) {
        String ask;
        if (name.startsWith("names")) {
            ask = name.endsWith("1") ? "\"helo\", \"sender\", \"client\"" : "\"sender\"";
        } else {
            ask = name.startsWith("v4") ? "\"ipv4\"" : "\"ipv4\", \"ipv6\"";
        }
        return "{zone = \"" + name + LISTS + "\", ask = [" + ask + "], points = 1.0}";
    }

    private static String limit(String by) {
        return "{name = \"" + by + "\", by = \"" + by
                + "\", count = \"messages\", limit = 100000000, window = \"1h\", action = \"defer\"}";
    }

    private static Path lines(Path file, java.util.function.IntFunction<String> line) throws IOException {
        return Files.write(file, IntStream.range(0, ENTRIES).mapToObj(line).toList());
    }
}
