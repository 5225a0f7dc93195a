package org.doorward.real;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A folder {@code /usr/sbin} for one process alone, in which {@code nft} does what a test wants at the moment: the process has it mounted over
 * the host's, in the mount namespace that {@code ip netns exec} makes for it.
 */
final class OwnSbin {

    private static final Path HOSTS = Path.of("/usr/sbin");
    private static final String NFT = "nft";

    /** Listening goes on whatever else fails. A kill comes some milliseconds after the start, each time some later. */
    private static final String SCRIPT = """
            #!/bin/sh
            [ "$1" = monitor ] && exec %1$s/nft "$@"
            case $(cat %2$s) in
                fail) echo 'Error: Could not process rule: Cannot allocate memory' >&2; exit 1 ;;
                hang) sleep 300 & wait ;;
                kill)
                    turn=$(cat %2$s.turn 2>/dev/null || echo 0)
                    echo $((turn + 1)) > %2$s.turn
                    %1$s/nft "$@" <&0 &
                    sleep 0.00$((turn %% 10))
                    kill -9 $!
                    kill -9 $$ ;;
                *) exec %1$s/nft "$@" ;;
            esac
            """;

    private final Path hosts;
    private final Path own;
    private final Path mode;

    private OwnSbin(Path folder) {
        this.hosts = folder.resolve("sbin-hosts");
        this.own = folder.resolve("sbin-own");
        this.mode = folder.resolve("nft-mode");
    }

    /** Makes one below a folder, with all programs of the host in it. */
    static OwnSbin make(Path folder) throws IOException {
        OwnSbin sbin = new OwnSbin(folder);
        Files.createDirectory(sbin.hosts);
        Files.createDirectory(sbin.own);
        try (Stream<Path> programs = Files.list(HOSTS)) {
            for (Path program : programs.toList()) {
                Path name = program.getFileName();
                Files.createSymbolicLink(sbin.own.resolve(name), sbin.hosts.resolve(name));
            }
        }
        sbin.works();
        return sbin;
    }

    /** {@code nft} works as ever. */
    void works() throws IOException {
        does("work");
    }

    /** {@code nft} says that the kernel has no memory. */
    void fails() throws IOException {
        does("fail");
    }

    /** {@code nft} does not end. */
    void hangs() throws IOException {
        does("hang");
    }

    /** {@code nft} is killed while it works, as by the kernel when memory is short. */
    void isKilled() throws IOException {
        does("kill");
    }

    /** {@code nft} is not installed any more. */
    void isMissing() throws IOException {
        Files.delete(own.resolve(NFT));
    }

    private void does(String what) throws IOException {
        write(mode, what + "\n", "rw-r--r--");
        write(own.resolve(NFT), SCRIPT.formatted(hosts, mode), "rwxr-xr-x");
    }

    /** Whole at any moment, for it may be read meanwhile. */
    private static void write(Path file, String text, String permissions) throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.writeString(fresh, text);
        Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString(permissions));
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** The same command with this folder as its own. */
    ProcessBuilder seenBy(ProcessBuilder command, int prefix) {
        List<String> words = new ArrayList<>(command.command());
        String mounting =
                "mount --bind " + HOSTS + " " + hosts + " && mount --bind " + own + " " + HOSTS + " && exec \"$@\"";
        words.addAll(prefix, List.of("sh", "-c", mounting, "sh"));
        return command.command(words);
    }
}
