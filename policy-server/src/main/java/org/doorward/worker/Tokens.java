package org.doorward.worker;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.doorward.config.DoorwardConfig;
import org.doorward.firewall.feed.ServerLink;

/** The admin token that the worker shows to the server. */
final class Tokens {

    private static final int LONGEST = 1024;

    private Tokens() {}

    /** The configured token, else what the file holds whenever it is asked: the server makes it at its first start. */
    static ServerLink.Token of(DoorwardConfig config, Path file) {
        String configured = config.admin().token();
        return configured.isEmpty() ? () -> read(file) : () -> configured;
    }

    private static String read(Path file) throws IOException {
        try {
            if (Files.size(file) > LONGEST) {
                throw noToken(file);
            }
            String token = Files.readString(file, StandardCharsets.ISO_8859_1).strip();
            if (!token.matches("[!-~]{16,}")) {
                throw noToken(file);
            }
            return token;
        } catch (NoSuchFileException e) {
            throw new IOException(
                    "there is no admin token " + file + ": has the server been started once? Else set"
                            + " firewall.token_file",
                    e);
        } catch (AccessDeniedException e) {
            throw new IOException(
                    "the admin token " + file + " cannot be read: let the worker be in the group of the server", e);
        }
    }

    private static IOException noToken(Path file) {
        return new IOException(file
                + " is no admin token: let it hold what the server's own has, the file admin-token in its state_dir");
    }
}
