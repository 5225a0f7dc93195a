package org.doorward.firewall.guard.host;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.doorward.firewall.guard.NeverBanSource;
import org.doorward.store.net.Cidr;
import org.doorward.store.net.IpAddress;

/**
 * Who is logged in by SSH, or was within a day: whose mail would be missed first.
 *
 * <p>Connections alone prove nothing: whoever guesses passwords has them too, and would be safe from all bans by knocking at port 22. So a
 * connection counts once it has been seen for longer than sshd waits for a login ({@code LoginGraceTime}, two minutes). Nobody loses the
 * connection itself by a ban: those are for the mail ports.
 *
 * <pre>
 * tcp   number: address:port address:port state ...       (state 01: established; hex)
 * </pre>
 */
public final class SshPeers implements NeverBanSource {

    private static final Duration LOGIN_GRACE = Duration.ofSeconds(150);
    private static final Duration REMEMBERED = Duration.ofDays(1);

    /** More people than administer a host; the latest are kept. */
    private static final int MOST_PEERS = 1000;

    /** More connections than sshd takes at a time; those behind it are not followed. */
    private static final int MOST_CONNECTIONS = 10_000;

    private static final String ESTABLISHED = "01";

    private final HostFiles files;
    private final SshPorts ports;
    private final InstantSource clock;
    private Map<String, Instant> since = Map.of();
    private final PeerMemory memory;
    private final Map<IpAddress, Instant> seen = new HashMap<>();

    /**
     * Has seen nobody yet.
     *
     * @param files where to look
     * @param ports sshd's ports besides 22 and those that its own configuration names
     * @param clock the time of day
     */
    public SshPeers(HostFiles files, Collection<Integer> ports, InstantSource clock) {
        this(files, ports, clock, PeerMemory.NONE);
    }

    /**
     * Has seen those whom a file names: so a worker that starts anew remembers them, and a command that looks once can list them.
     *
     * @param files where to look
     * @param ports sshd's ports besides 22 and those that its own configuration names
     * @param clock the time of day
     * @param memory the file; it need not be there
     */
    public SshPeers(HostFiles files, Collection<Integer> ports, InstantSource clock, Path memory) {
        this(files, ports, clock, new PeerMemory(memory));
    }

    private SshPeers(HostFiles files, Collection<Integer> ports, InstantSource clock, PeerMemory memory) {
        this.memory = memory;
        this.files = files;
        this.ports = new SshPorts(files, List.copyOf(ports));
        this.clock = clock;
    }

    @Override
    public String name() {
        return "ssh";
    }

    @Override
    public Reading read() throws IOException {
        Instant now = clock.instant();
        memory.load(now, MOST_PEERS).forEach(seen::putIfAbsent);
        Set<Integer> watched = ports.read();
        Map<String, Instant> open = new HashMap<>();
        AtomicInteger followed = new AtomicInteger();
        try {
            for (String table : List.of("tcp", "tcp6")) {
                files.kernelLines(table, line -> {
                    String[] words = line.strip().split(" +", 5);
                    if (words.length == 5
                            && words[3].equals(ESTABLISHED)
                            && watched.contains(port(words[1]))
                            && followed.incrementAndGet() <= MOST_CONNECTIONS) {
                        connection(open, words[1] + " " + words[2], peer(words[2]), now);
                    }
                });
            }
        } catch (IllegalArgumentException notAsKnown) {
            throw new IOException(
                    "the kernel's connections do not read as expected: " + notAsKnown.getMessage(), notAsKnown);
        }
        since = open;
        forget(now);
        return new Reading(
                seen.keySet().stream()
                        .map(peer -> new Found(Cidr.of(peer, peer.bits()), "logged in by SSH, or was within a day"))
                        .toList(),
                memory.save(seen, now));
    }

    private void connection(Map<String, Instant> open, String ends, IpAddress peer, Instant now) {
        Instant first = since.getOrDefault(ends, now);
        open.put(ends, first);
        if (Duration.between(first, now).compareTo(LOGIN_GRACE) >= 0) {
            seen.put(peer, now);
        }
    }

    private void forget(Instant now) {
        seen.values().removeIf(last -> Duration.between(last, now).compareTo(REMEMBERED) > 0);
        while (seen.size() > MOST_PEERS) {
            seen.entrySet().stream()
                    .min(Comparator.comparing(Map.Entry::getValue))
                    .map(Map.Entry::getKey)
                    .ifPresent(seen::remove);
        }
    }

    private static int port(String end) {
        return KernelNumbers.number(end.substring(end.indexOf(':') + 1));
    }

    private static IpAddress peer(String end) {
        return KernelNumbers.words(end.substring(0, end.indexOf(':')));
    }
}
