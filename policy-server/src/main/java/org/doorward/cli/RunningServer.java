package org.doorward.cli;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.doorward.admin.AdminToken;
import org.doorward.config.DoorwardConfig;
import org.doorward.config.load.LoadResult;
import org.doorward.config.load.StateDirectory;

/** The server that a configuration leads to. Whatever keeps a command from asking it becomes a message with a remedy. */
final class RunningServer {

    private final DoorwardConfig config;
    private final List<Path> places;
    private final InetSocketAddress address;

    RunningServer(LoadResult.Loaded loaded) {
        this.config = loaded.config();
        this.places = config.admin().tokenFile().map(List::of).orElseGet(() -> places(loaded.stateDirectory()));
        this.address = config.admin().listen().whereToConnect();
    }

    /**
     * Posts a JSON document with the token.
     *
     * @throws CommandFailed when there is no answer
     */
    AdminClient.Answer post(String path, byte[] json) {
        String authorization = token().authorization();
        return asked(client -> client.post(path, authorization, json));
    }

    /**
     * Posts fields, and takes only a good answer.
     *
     * @return the answer's body
     * @throws CommandFailed with the server's words when it refuses
     */
    String told(String path, Map<String, String> fields) {
        return good(post(path, AdminClient.json(fields)));
    }

    /**
     * Likewise, for an answer that is to be understood.
     *
     * @throws CommandFailed also when it is not
     */
    JsonAnswer answer(String path, Map<String, String> fields) {
        return JsonAnswer.understood(told(path, fields));
    }

    /**
     * Fetches what needs the token, and takes only a good answer.
     *
     * @return the answer's body
     * @throws CommandFailed with the server's words when it refuses
     */
    String fetched(String path) {
        String authorization = token().authorization();
        return good(asked(client -> client.get(path, authorization)));
    }

    private static String good(AdminClient.Answer answer) {
        if (answer.status() == 401) {
            throw new CommandFailed(
                    "The server does not accept this admin token. Does it run with another state_dir or admin.token?"
                            + " Give this command the same --config and --set, and the same DOORWARD_ADMIN_TOKEN.");
        }
        if (answer.status() != 200) {
            throw new CommandFailed(
                    "The server refused the request (" + answer.status() + "): " + error(answer.body()));
        }
        return answer.body();
    }

    /** The server's words, out of its JSON where it is some. */
    private static String error(String body) {
        try {
            String error = JsonAnswer.read(body).field("error");
            return error.isEmpty() ? body.strip() : error;
        } catch (IOException notJson) {
            return body.strip();
        }
    }

    /** A question to the admin listener. */
    @FunctionalInterface
    private interface Question {
        AdminClient.Answer put(AdminClient client) throws IOException;
    }

    private AdminClient.Answer asked(Question question) {
        try {
            return question.put(new AdminClient(address));
        } catch (ConnectException e) {
            throw new CommandFailed("No server answers on " + config.admin().listen()
                    + " (admin.listen). Start it with \"doorward serve\" or \"systemctl start doorward\"; if it runs with another"
                    + " configuration, give this command the same --config and --set.");
        } catch (SocketTimeoutException e) {
            throw new CommandFailed(
                    "The server on " + config.admin().listen() + " does not answer in time. Its log may say why.");
        } catch (IOException e) {
            throw new CommandFailed("The server on " + config.admin().listen() + " cannot be asked: " + e.getMessage());
        }
    }

    private AdminToken token() {
        if (!config.admin().token().isEmpty()) {
            return new AdminToken(config.admin().token());
        }
        Path file = tokenFile();
        try {
            return AdminToken.read(file);
        } catch (NoSuchFileException e) {
            throw new CommandFailed("There is no admin token at "
                    + places.stream().map(Path::toString).collect(Collectors.joining(" or "))
                    + ". The server makes it at its first start: start it with \"doorward serve\" or \"systemctl start doorward\";"
                    + " if it runs with another state_dir, give this command the same --config and --set; if it was given"
                    + " DOORWARD_ADMIN_TOKEN, set that for this command too.");
        } catch (AccessDeniedException e) {
            throw new CommandFailed("The admin token " + file + " cannot be read. " + remedy(file));
        } catch (IOException e) {
            throw new CommandFailed("The admin token cannot be read: " + e.getMessage());
        }
    }

    /** The first that is there, or that nobody lets us look for. */
    private Path tokenFile() {
        return places.stream()
                .filter(place -> !Files.notExists(place))
                .findFirst()
                .orElse(places.get(0));
    }

    /**
     * Where the token may lie. The server can write its state directory, and whoever asks it need not: then the choice that was
     * made for this process fell to the working directory, and the server's own is the one that was passed over.
     */
    private static List<Path> places(StateDirectory.Choice state) {
        return Stream.concat(Stream.of(state.path()), state.passedOver().stream())
                .map(AdminToken::file)
                .toList();
    }

    private static String remedy(Path file) {
        Optional<String> group =
                group(file).or(() -> Optional.ofNullable(file.getParent()).flatMap(RunningServer::group));
        return group.map(name ->
                        "Its group may: become a member of the group " + name + ", or run this command as root.")
                .orElse("Run this command as root, or as a member of the group that the server runs in.");
    }

    private static Optional<String> group(Path file) {
        try {
            return Optional.of(Files.readAttributes(file, PosixFileAttributes.class)
                    .group()
                    .getName());
        } catch (IOException hidden) {
            return Optional.empty();
        }
    }
}
