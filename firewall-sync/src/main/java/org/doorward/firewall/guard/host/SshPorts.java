package org.doorward.firewall.guard.host;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;

/** The ports on which sshd listens: 22, those that its configuration names, and those that the operator names. */
final class SshPorts {

    private static final String DIRECTORY = "/etc/ssh/sshd_config.d";

    private final HostFiles files;
    private final Collection<Integer> configured;

    SshPorts(HostFiles files, Collection<Integer> configured) {
        this.files = files;
        this.configured = configured;
    }

    Set<Integer> read() {
        Set<Integer> ports = new TreeSet<>(configured);
        ports.add(22);
        add(ports, "/etc/ssh/sshd_config");
        try (DirectoryStream<Path> more = Files.newDirectoryStream(files.path(DIRECTORY), "*.conf")) {
            for (Path file : more) {
                add(ports, DIRECTORY + "/" + file.getFileName());
            }
        } catch (IOException absent) {
            // No such directory, or one that may not be read: the ports above have to do.
        }
        return ports;
    }

    private void add(Set<Integer> ports, String file) {
        try {
            for (String line : files.lines(file)) {
                String[] words = line.strip().split("[\\s=]+", -1);
                if (words.length > 1 && words[0].equalsIgnoreCase("Port") && words[1].matches("[0-9]{1,5}")) {
                    ports.add(Integer.parseInt(words[1]));
                }
            }
        } catch (NoSuchFileException noSshd) {
            // Then its port does not matter.
        } catch (IOException unreadable) {
            // Readable by root only on some hosts: the operator's ports have to do.
        }
    }
}
