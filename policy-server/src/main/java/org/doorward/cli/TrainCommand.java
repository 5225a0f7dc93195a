package org.doorward.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.doorward.PolicyServer;
import org.doorward.ServerEnvironment;
import org.doorward.StartException;
import org.doorward.admin.AdminToken;
import org.doorward.config.DoorwardConfig;
import org.doorward.config.load.LoadResult;
import org.doorward.observe.Logging;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * {@code doorward train}: a short life of a server, so that the JVM sees which classes a start needs and can keep them in an
 * archive. Everything is temporary: the state directory, and ports that the kernel chooses.
 */
@Command(
        name = "train",
        hidden = true,
        description = "Starts a server for a moment, for the class archive that bin/doorward makes.",
        footer = {"", "Example:", "  doorward train"})
final class TrainCommand extends ConfiguredCommand {

    private static final int TIMEOUT_MILLIS = 5_000;

    /** Enough for every class on the way of a request; the compilers' work is not kept anyway. */
    private static final int REQUESTS = 20;

    /** Nobody is asked about mail that there is not, and a first start waits for no name server. */
    private static final List<String> WITHOUT_DNS = List.of(
            "dns.servers=127.0.0.1:9",
            "dnsbl.defaults=false",
            "sender.enabled=false",
            "spf.enabled=false",
            "spf.ranges_of=[]");

    TrainCommand(CliEnvironment environment) {
        super(environment);
    }

    @Override
    public Integer call() throws IOException {
        Path state = Files.createTempDirectory("doorward-train");
        try {
            train(config(state, List.of()));
            return CommandLine.ExitCode.OK;
        } catch (StartException e) {
            throw new CommandFailed(String.valueOf(e.getMessage()));
        } finally {
            delete(state);
        }
    }

    /** The default configuration, whatever the operator's files and environment say, so that the archive fits all. */
    LoadResult.Loaded config(Path state, List<String> more) throws IOException {
        Path empty = Files.createFile(state.resolve("train.toml"));
        List<String> overrides = new ArrayList<>(WITHOUT_DNS);
        overrides.add("listen=[\"inet:127.0.0.1:0\"]");
        overrides.add("admin.listen=inet:127.0.0.1:0");
        overrides.add("admin.token=");
        overrides.add("state_dir=" + state.resolve("state").toAbsolutePath());
        overrides.addAll(more);
        LoadResult result = environment.loader().load(Optional.of(empty), overrides);
        if (result instanceof LoadResult.Refused refused) {
            throw new CommandFailed(ConfigProblems.text(refused.problems()));
        }
        return (LoadResult.Loaded) result;
    }

    void train(LoadResult.Loaded loaded) throws StartException, IOException {
        DoorwardConfig config = loaded.config();
        try (Logging logging = Logging.start(config.log(), Map.of(), OutputStream.nullOutputStream());
                PolicyServer server = PolicyServer.start(loaded, surroundings(logging))) {
            askAsPostfix(server.listening().get(0));
            askAsOperator(server.adminAddress(), AdminToken.read(AdminToken.file(config.stateDir())));
        }
    }

    private ServerEnvironment surroundings(Logging logging) {
        return new ServerEnvironment(
                environment.build(),
                environment.clock(),
                environment.nanoTime(),
                environment.random(),
                () -> options.load(environment.loader()),
                logging,
                config -> List.of());
    }

    private static void askAsPostfix(String address) throws IOException {
        int port = Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            for (int number = 0; number < REQUESTS; number++) {
                socket.getOutputStream().write(request(number));
                readReply(socket.getInputStream());
            }
        }
    }

    private static byte[] request(int number) {
        StringBuilder request = new StringBuilder();
        attributes(number)
                .forEach((name, value) ->
                        request.append(name).append('=').append(value).append('\n'));
        return request.append('\n').toString().getBytes(StandardCharsets.US_ASCII);
    }

    private static Map<String, String> attributes(int number) {
        return Map.of(
                "request",
                "smtpd_access_policy",
                "protocol_state",
                number % 2 == 0 ? "RCPT" : "DATA",
                "client_address",
                "198.51.100." + number,
                "client_name",
                "mail.example.org",
                "helo_name",
                "mail.example.org",
                "sender",
                number % 4 == 1 ? "" : "sender" + number + "@example.org",
                "recipient",
                "recipient@example.com",
                "instance",
                "train." + number);
    }

    /** Reads up to the empty line that ends a reply. */
    private static void readReply(InputStream in) throws IOException {
        int previous = 0;
        for (int next = in.read(); next >= 0; next = in.read()) {
            if (next == '\n' && previous == '\n') {
                return;
            }
            previous = next;
        }
        throw new IOException("The server closed the connection");
    }

    private static void askAsOperator(InetSocketAddress address, AdminToken token) throws IOException {
        AdminClient client = new AdminClient(address);
        client.get("/health");
        client.get("/metrics");
        AdminClient.Answer answer =
                client.post(AskCommand.PATH, token.authorization(), AdminClient.json(attributes(REQUESTS)));
        new AskAnswer(JsonAnswer.read(answer.body())).explanation();
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> found = Files.walk(directory)) {
            found.sorted(Comparator.reverseOrder()).forEach(path -> {
                try {
                    Files.delete(path);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }
}
