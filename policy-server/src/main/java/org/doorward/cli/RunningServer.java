package org.doorward.cli;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import org.doorward.admin.AdminToken;
import org.doorward.config.DoorwardConfig;
import org.doorward.config.ListenAddress;

/** The server that a configuration leads to. Whatever keeps a command from asking it becomes a message with a remedy. */
final class RunningServer {

    private final DoorwardConfig config;
    private final InetSocketAddress address;

    RunningServer(DoorwardConfig config) {
        this.config = config;
        this.address = address(config.admin().listen());
    }

    /** Where to connect to what listens there; what listens everywhere listens on loopback. */
    private static InetSocketAddress address(ListenAddress.Inet listen) {
        boolean everywhere = listen.host().equals("0.0.0.0") || listen.host().equals("::");
        return everywhere
                ? new InetSocketAddress(InetAddress.getLoopbackAddress(), listen.port())
                : new InetSocketAddress(listen.host(), listen.port());
    }

    /**
     * Posts a JSON document with the token.
     *
     * @throws CommandFailed when there is no answer
     */
    AdminClient.Answer post(String path, byte[] json) {
        String authorization = token().authorization();
        try {
            return new AdminClient(address).post(path, authorization, json);
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
        Path file = AdminToken.file(config.stateDir());
        try {
            return AdminToken.read(file);
        } catch (NoSuchFileException e) {
            throw new CommandFailed("There is no admin token at " + file
                    + ". The server makes it at its first start: start it with \"doorward serve\" or \"systemctl start doorward\";"
                    + " if it runs with another state_dir, give this command the same --config and --set.");
        } catch (AccessDeniedException e) {
            throw new CommandFailed("The admin token " + file + " cannot be read. " + remedy(file));
        } catch (IOException e) {
            throw new CommandFailed("The admin token cannot be read: " + e.getMessage());
        }
    }

    private static String remedy(Path file) {
        try {
            String group = Files.readAttributes(file, PosixFileAttributes.class)
                    .group()
                    .getName();
            return "Its group may: become a member of the group " + group + ", or run this command as root.";
        } catch (IOException e) {
            return "Run this command as root, or as a member of the group that the server runs in.";
        }
    }
}
