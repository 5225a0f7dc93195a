package org.doorward.docker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * A process of a container, as the kernel describes it in /proc of the host.
 *
 * @param pid its number on the host
 * @param name the program's name, at most 15 characters
 * @param status the fields of /proc/PID/status
 * @param mounts the lines of /proc/PID/mounts
 * @param environment its environment when it began
 */
record ContainedProcess(String pid, String name, Map<String, String> status, List<String> mounts, String environment) {

    /** Numbers of capabilities, of linux/capability.h. */
    private static final Map<String, Integer> CAPABILITIES =
            Map.of("DAC_OVERRIDE", 1, "KILL", 5, "SETGID", 6, "SETUID", 7, "NET_ADMIN", 12);

    private static final int CAPABILITIES_THERE_ARE = 64;

    /** All processes of a container; one that ends meanwhile is left out. */
    static List<ContainedProcess> of(Docker docker, String container) {
        List<ContainedProcess> processes = new ArrayList<>();
        for (String pid : docker.lines("docker", "top", container, "-eo", "pid").stream()
                .skip(1)
                .map(String::strip)
                .toList()) {
            Path folder = Path.of("/proc", pid);
            try {
                Map<String, String> status = Files.readAllLines(folder.resolve("status")).stream()
                        .map(line -> line.split(":\\s*", 2))
                        .collect(Collectors.toMap(field -> field[0], field -> field[1]));
                // Docker's own runc, before it becomes the program of a health check, has rights that it then puts
                // down.
                if (!status.get("Name").startsWith("runc")) {
                    processes.add(new ContainedProcess(
                            pid,
                            status.get("Name"),
                            status,
                            Files.readAllLines(folder.resolve("mounts")),
                            Files.readString(folder.resolve("environ"))));
                }
            } catch (FileSystemException e) {
                // It has ended, or is about to: a process without a mount namespace has no list of mounts.
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return processes;
    }

    /** The user that it is, really, effectively and in reserve. */
    Set<String> users() {
        return new TreeSet<>(List.of(status.get("Uid").split("\\s+")));
    }

    /** The names of the capabilities in a set such as CapEff; the number of one that no container here should have. */
    Set<String> capabilities(String set) {
        long bits = Long.parseUnsignedLong(status.get(set), 16);
        Set<String> names = new TreeSet<>();
        for (int number = 0; number < CAPABILITIES_THERE_ARE; number++) {
            if ((bits >>> number & 1) == 1) {
                names.add(name(number));
            }
        }
        return names;
    }

    /** Where it may write, if the files there let it. */
    Set<String> writable() {
        return mounts.stream()
                .map(line -> line.split(" "))
                .filter(mount -> List.of(mount[3].split(",")).contains("rw"))
                .map(mount -> mount[1])
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String name(int number) {
        return CAPABILITIES.entrySet().stream()
                .filter(entry -> entry.getValue() == number)
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse("capability " + number);
    }
}
