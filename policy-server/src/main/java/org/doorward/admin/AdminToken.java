package org.doorward.admin;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.doorward.config.AdminConfig;

/** The secret that a command shows to the admin listener. Whoever may read its file may give Doorward commands. */
public final class AdminToken {

    /** 256 bits. */
    private static final int BYTES = 32;

    /** Shorter ones are taken for a damaged file. */
    private static final int SHORTEST = 16;

    private static final int LONGEST = 1_024;
    private static final Set<PosixFilePermission> MODE = PosixFilePermissions.fromString("rw-r-----");

    private final byte[] secret;

    /** A token that is known already. */
    public AdminToken(String secret) {
        this.secret = secret.getBytes(StandardCharsets.UTF_8);
    }

    /** Where the token is kept unless the configuration names one. */
    public static Path file(Path stateDir) {
        return stateDir.resolve("admin-token");
    }

    /**
     * The token of this server: the configured one, else the kept one, else a new one, which is then kept.
     *
     * @param config may name a token, or the file where it is kept
     * @param stateDir where it is kept else; an existing directory
     * @param random a source that nobody can guess: a {@link java.security.SecureRandom}
     * @throws IOException when it can neither be read nor written; the message says what to do
     */
    public static AdminToken loadOrCreate(AdminConfig config, Path stateDir, RandomGenerator random)
            throws IOException {
        if (!config.token().isEmpty()) {
            return new AdminToken(config.token());
        }
        Path file = config.tokenFile().orElse(file(stateDir));
        try {
            return Files.notExists(file) ? create(file, random) : read(file);
        } catch (FileSystemException e) {
            throw new IOException(
                    "The admin token " + file + " can neither be read nor made (" + e
                            + "). Let the user that Doorward runs as read it and write in its directory, or set"
                            + " DOORWARD_ADMIN_TOKEN, which needs no file",
                    e);
        }
    }

    /**
     * Reads a kept token.
     *
     * @throws IOException when there is none or it cannot be read
     */
    public static AdminToken read(Path file) throws IOException {
        String text = Files.size(file) > LONGEST ? "" : text(file);
        boolean printable = text.chars().allMatch(character -> character > ' ' && character <= '~');
        if (text.length() < SHORTEST || !printable) {
            throw new IOException(
                    file + " does not hold a token; remove it, and the next start of the server makes a new one");
        }
        return new AdminToken(text);
    }

    private static String text(Path file) throws IOException {
        try {
            return Files.readString(file).strip();
        } catch (CharacterCodingException binary) {
            return "";
        }
    }

    private static AdminToken create(Path file, RandomGenerator random) throws IOException {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        String secret = HexFormat.of().formatHex(bytes);
        // Born unreadable for others, then moved into place whole: nobody sees half a token, or one before its mode.
        Path fresh = Files.createTempFile(
                file.getParent(), "admin-token", ".new", PosixFilePermissions.asFileAttribute(ownerOnly()));
        try {
            Files.writeString(fresh, secret + "\n", StandardOpenOption.TRUNCATE_EXISTING);
            Files.setPosixFilePermissions(fresh, MODE);
            Files.move(fresh, file);
        } finally {
            Files.deleteIfExists(fresh);
        }
        return new AdminToken(secret);
    }

    private static Set<PosixFilePermission> ownerOnly() {
        return PosixFilePermissions.fromString("rw-------");
    }

    /** Whether this is the token. Takes the same time for every wrong one of the same length. */
    public boolean matches(String presented) {
        return MessageDigest.isEqual(secret, presented.getBytes(StandardCharsets.UTF_8));
    }

    /** The value of the header {@code Authorization} that shows this token. */
    public String authorization() {
        return Guard.SCHEME + new String(secret, StandardCharsets.UTF_8);
    }

    /** Not the token: this is what a log would show. */
    @Override
    public String toString() {
        return "AdminToken";
    }
}
