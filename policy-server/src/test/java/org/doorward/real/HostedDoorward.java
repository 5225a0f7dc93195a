package org.doorward.real;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.doorward.firewall.real.Netns;

/**
 * Doorward's commands on the namespace {@code host}, all with one configuration, {@code doorward.toml} in a folder.
 *
 * @param net holds the host
 * @param folder the working directory
 */
record HostedDoorward(Netns net, Path folder) {

    /** Asks the server's admin listener. */
    private static final String ASK = """
            import http.client, json, sys
            port, token, path, *of = sys.argv[1:]
            listener = http.client.HTTPConnection('127.0.0.1', int(port), timeout=20)
            if of:
                told = {'Authorization': 'Bearer ' + open(token).read().strip(), 'Content-Type': 'application/json'}
                listener.request('POST', path, json.dumps({'of': of[0]}), told)
                print('\\n'.join(json.load(listener.getresponse())['story']))
            else:
                listener.request('GET', path)
                print(listener.getresponse().read().decode())
            """;

    Path configuration() {
        return folder.resolve("doorward.toml");
    }

    /** A command, ready to be started. */
    ProcessBuilder command(String... words) {
        List<String> command = new ArrayList<>(net.prefix("host"));
        command.add(Distribution.built().launcher().toString());
        command.addAll(List.of(words));
        command.addAll(List.of("--config", configuration().toString()));
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        // What the machine's environment may hold must not change what is tested.
        builder.environment().keySet().removeIf(variable -> variable.startsWith("DOORWARD_"));
        return builder;
    }

    /** Starts a command that goes on. */
    ChildProcess start(String... words) {
        try {
            return ChildProcess.start(command(words));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs a command to its end. */
    ChildProcess.Result run(String... words) {
        try {
            return ChildProcess.run(command(words));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What {@code doorward why} would print, without a process of its own for it: on a busy machine that takes seconds. */
    String story(int adminPort, String of) {
        return net.must(
                "host",
                "/usr/bin/python3",
                "-c",
                ASK,
                Integer.toString(adminPort),
                folder.resolve("state/admin-token").toString(),
                "/api/v1/why",
                of);
    }

    /** The server's metrics. */
    String metrics(int adminPort) {
        return net.must("host", "/usr/bin/python3", "-c", ASK, Integer.toString(adminPort), "", "/metrics");
    }

    /** All that a process has said until now. */
    static String log(ChildProcess process) {
        return process.out() + process.err();
    }
}
