package org.doorward.server;

import java.io.IOException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import org.doorward.config.ListenAddress;
import org.doorward.config.ServerConfig;
import org.jspecify.annotations.Nullable;

/**
 * The file of a unix socket.
 *
 * <p>The socket is bound under a working name beside its path, gets its mode and group there, and is then moved to the path.
 * So no client reaches it before it has the right permissions, and a stale socket, which a killed process leaves behind, is
 * replaced in one step. Only a socket that nobody answers on is ever replaced. All of this blocks: not for event loops.
 */
final class UnixSocketFile {

    /** What fits into {@code sun_path} of unix(7) with its NUL. */
    static final int PATH_BYTES = 107;

    private static final String WORKING_SUFFIX = "~";
    private static final int TYPE_MASK = 0170000;
    private static final int TYPE_SOCKET = 0140000;

    private final ListenAddress.Unix address;
    private final ServerConfig config;
    private @Nullable Object fileKey;

    UnixSocketFile(ListenAddress.Unix address, ServerConfig config) {
        this.address = address;
        this.config = config;
    }

    Path path() {
        return address.path();
    }

    /** Where to bind. */
    Path workingPath() {
        return path().resolveSibling(path().getFileName() + WORKING_SUFFIX);
    }

    /**
     * Makes sure that the socket can be bound and published.
     *
     * @throws ListenException when something is in the way that must not be removed
     */
    void prepare() throws ListenException {
        Path parent = path().getParent();
        if (parent == null || !Files.isDirectory(parent)) {
            throw failure("the directory " + parent + " does not exist", "Create it, or correct the path");
        }
        if (workingPath().toString().getBytes(StandardCharsets.UTF_8).length > PATH_BYTES) {
            throw failure(
                    "the path is longer than the " + (PATH_BYTES - WORKING_SUFFIX.length()) + " bytes that fit",
                    "Choose a shorter one");
        }
        try {
            refuseUnlessStale(path());
            refuseUnlessStale(workingPath());
            Files.deleteIfExists(workingPath());
        } catch (ListenException refused) {
            throw refused;
        } catch (IOException cannotLook) {
            throw failure(cannotLook.toString(), "Check the permissions of the directory");
        }
    }

    /** Gives the bound socket its mode and group, and moves it to its path. */
    void publish() throws ListenException {
        Path bound = workingPath();
        try {
            PosixFileAttributeView view = Objects.requireNonNull(
                    Files.getFileAttributeView(bound, PosixFileAttributeView.class), "a POSIX file system");
            if (!config.socketGroup().isEmpty()) {
                view.setGroup(bound.getFileSystem()
                        .getUserPrincipalLookupService()
                        .lookupPrincipalByGroupName(config.socketGroup()));
            }
            view.setPermissions(permissions(config.socketMode()));
            fileKey = keyOf(bound);
            Files.move(bound, path(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (UserPrincipalNotFoundException unknown) {
            throw failure("there is no group \"" + config.socketGroup() + '"', "Correct server.socket_group");
        } catch (IOException refused) {
            throw failure(refused.toString(), "Check the permissions of the directory and membership in the group");
        }
    }

    /** Removes the socket, unless it is another's by now. */
    void remove() throws IOException {
        Files.deleteIfExists(workingPath());
        Object published = fileKey;
        fileKey = null;
        if (published != null && Files.exists(path()) && published.equals(keyOf(path()))) {
            Files.deleteIfExists(path());
        }
    }

    private void refuseUnlessStale(Path path) throws IOException {
        try {
            int mode = (Integer) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
            if ((mode & TYPE_MASK) != TYPE_SOCKET) {
                throw failure(path + " exists and is no socket", "Move it away, or correct the path");
            }
        } catch (NoSuchFileException free) {
            return;
        }
        if (answers(path)) {
            throw failure("somebody answers on it already", "Is another Doorward running? See `ss -xlp`");
        }
    }

    /** Does not wait: a full backlog is an answer as well. */
    private static boolean answers(Path path) throws IOException {
        try (SocketChannel probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            probe.configureBlocking(false);
            probe.connect(UnixDomainSocketAddress.of(path));
            return true;
        } catch (ConnectException nobody) {
            return false;
        }
    }

    private static Object keyOf(Path path) throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                .fileKey();
    }

    private static Set<PosixFilePermission> permissions(int mode) {
        Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
        PosixFilePermission[] highestFirst = PosixFilePermission.values();
        for (int bit = 0; bit < highestFirst.length; bit++) {
            if ((mode & (0400 >> bit)) != 0) {
                permissions.add(highestFirst[bit]);
            }
        }
        return permissions;
    }

    private ListenException failure(String cause, String remedy) {
        return new ListenException(address, cause, remedy);
    }
}
