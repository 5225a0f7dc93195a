package org.doorward.real;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How a server is started, again and again on the same state directory and ports. Nothing of it depends on the machine: the
 * configuration file is the test's own, and the name server is {@link NoDns} until a test sets another.
 *
 * @param distribution what is started
 * @param folder the working directory, with the state directory {@code state} and the configuration {@code doorward.toml}
 * @param policyPort where it answers policy requests
 * @param adminPort where it serves metrics and commands
 * @param wrapper words before the command, for a process that must live in a surrounding of its own
 * @param overrides the values of {@code --set}
 * @param environment variables beside the usual ones
 */
record DoorwardSetup(
        Distribution distribution,
        Path folder,
        int policyPort,
        int adminPort,
        List<String> wrapper,
        List<String> overrides,
        Map<String, String> environment) {

    /** A server in a folder, on free ports, with nobody to ask in the DNS, and everything else at its default. */
    static DoorwardSetup in(Path folder) throws IOException {
        return in(folder, Ports.free());
    }

    /** The same with a given policy port. */
    static DoorwardSetup in(Path folder, int policyPort) throws IOException {
        Path file = folder.resolve("doorward.toml");
        if (Files.notExists(file)) {
            Files.writeString(file, "");
        }
        return new DoorwardSetup(
                Distribution.built(), folder, policyPort, Ports.free(), List.of(), List.of(), Map.of());
    }

    /** With another distribution. */
    DoorwardSetup of(Distribution other) {
        return new DoorwardSetup(other, folder, policyPort, adminPort, wrapper, overrides, environment);
    }

    /** With one key overridden, {@code key=value}; a later one counts. */
    DoorwardSetup set(String override) {
        List<String> more = new ArrayList<>(overrides);
        more.add(override);
        return new DoorwardSetup(distribution, folder, policyPort, adminPort, wrapper, more, environment);
    }

    /** With one more variable in the environment. */
    DoorwardSetup environment(String name, String value) {
        Map<String, String> more = new HashMap<>(environment);
        more.put(name, value);
        return new DoorwardSetup(distribution, folder, policyPort, adminPort, wrapper, overrides, more);
    }

    /** With words before the command; the last of them must replace itself with it. */
    DoorwardSetup wrapped(String... words) {
        return new DoorwardSetup(distribution, folder, policyPort, adminPort, List.of(words), overrides, environment);
    }

    Path stateDirectory() {
        return folder.resolve("state");
    }

    Path configuration() {
        return folder.resolve("doorward.toml");
    }

    /** A command with the options by which it finds this server, ready to be started. */
    ProcessBuilder command(String name, String... words) {
        List<String> command = new ArrayList<>(wrapper);
        command.add(distribution.launcher().toString());
        command.add(name);
        command.addAll(List.of("--config", configuration().toString()));
        command.addAll(List.of("--set", "listen=inet:127.0.0.1:" + policyPort));
        command.addAll(List.of("--set", "admin.listen=inet:127.0.0.1:" + adminPort));
        command.addAll(List.of("--set", "state_dir=" + stateDirectory()));
        // No test asks the machine's own resolver, nor anybody on the Internet.
        command.addAll(List.of("--set", "dns.servers=" + NoDns.address()));
        command.addAll(List.of("--set", "dnsbl.defaults=false", "--set", "spf.ranges_of=[]"));
        overrides.forEach(override -> command.addAll(List.of("--set", override)));
        command.addAll(List.of(words));
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        // What the machine's environment may hold must not change what is tested.
        builder.environment().keySet().removeIf(variable -> variable.startsWith("DOORWARD_"));
        builder.environment().remove("NOTIFY_SOCKET");
        builder.environment().putAll(environment);
        return builder;
    }
}
