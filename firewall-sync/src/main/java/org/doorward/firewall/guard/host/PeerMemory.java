package org.doorward.firewall.guard.host;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.doorward.store.net.IpAddress;
import org.jspecify.annotations.Nullable;

/**
 * Who was logged in and when, in a file: lines {@code address seconds-since-1970}. It is written when there is somebody new, and else once an
 * hour. Who loses it loses little, so it is not forced to the disk.
 */
final class PeerMemory {

    /** Remembers nothing. */
    static final PeerMemory NONE = new PeerMemory(null);

    private static final Duration REWRITTEN = Duration.ofHours(1);

    private final @Nullable Path file;
    private @Nullable Instant written;
    private Set<IpAddress> inFile = Set.of();

    PeerMemory(@Nullable Path file) {
        this.file = file;
    }

    /** What the file says, the first time; nothing when it is not there or is not ours, and later. */
    Map<IpAddress, Instant> load(Instant now, int most) {
        Map<IpAddress, Instant> peers = new HashMap<>();
        if (file == null || written != null) {
            return peers;
        }
        written = now;
        try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
            for (String line = lines.readLine(); line != null && peers.size() < most; line = lines.readLine()) {
                String[] words = line.split(" ", -1);
                Optional<IpAddress> peer = IpAddress.parse(words[0]);
                if (words.length == 2 && peer.isPresent() && words[1].matches("\\d{1,12}")) {
                    Instant seen = Instant.ofEpochSecond(Long.parseLong(words[1]));
                    // Nobody was seen in the future; a clock that was set back must not keep somebody for ever.
                    peers.put(peer.get(), seen.isAfter(now) ? now : seen);
                }
            }
        } catch (IOException absent) {
            return Map.of();
        }
        inFile = Set.copyOf(peers.keySet());
        return peers;
    }

    /**
     * Writes the file if it is time to.
     *
     * @return a remark when that failed
     */
    List<String> save(Map<IpAddress, Instant> peers, Instant now) {
        if (file == null || written == null) {
            return List.of();
        }
        boolean old = !peers.isEmpty() && Duration.between(written, now).compareTo(REWRITTEN) >= 0;
        if (inFile.containsAll(peers.keySet()) && !old) {
            return List.of();
        }
        StringBuilder text = new StringBuilder();
        peers.forEach((peer, seen) ->
                text.append(peer).append(' ').append(seen.getEpochSecond()).append('\n'));
        try {
            Path fresh = file.resolveSibling(file.getFileName() + ".new");
            Files.writeString(fresh, text, StandardCharsets.ISO_8859_1);
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
            written = now;
            inFile = Set.copyOf(peers.keySet());
            return List.of();
        } catch (IOException e) {
            return List.of("logins cannot be remembered in " + file + " for the next start");
        }
    }
}
