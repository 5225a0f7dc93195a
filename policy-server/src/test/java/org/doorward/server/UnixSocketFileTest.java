package org.doorward.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import org.doorward.config.ListenAddress;
import org.doorward.config.ServerConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnixSocketFileTest {

    @TempDir
    Path directory;

    @Test
    void theSocketHasTheModeThatIsConfigured() throws IOException {
        Path path = directory.resolve("s");
        try (ServerSocketChannel bound = publish(path)) {
            assertThat(bound.isOpen()).isTrue();
            assertThat((int) Files.getAttribute(path, "unix:mode") & 07777).isEqualTo(0660);
            assertThat(answers(path)).isTrue();
        }
    }

    @Test
    void theSocketHasTheGroupThatIsConfigured() throws IOException {
        String own = Files.readAttributes(directory, PosixFileAttributes.class)
                .group()
                .getName();
        Path path = directory.resolve("s");
        UnixSocketFile file = file(path, ServerConfigs.group(own));
        file.prepare();
        try (ServerSocketChannel bound = bind(file.workingPath())) {
            assertThat(bound.isOpen()).isTrue();
            file.publish();

            assertThat(Files.readAttributes(path, PosixFileAttributes.class)
                            .group()
                            .getName())
                    .isEqualTo(own);
        }
    }

    @Test
    void anUnknownGroupIsTold() throws IOException {
        UnixSocketFile file = file(directory.resolve("s"), ServerConfigs.group("no-such-group"));
        file.prepare();
        try (ServerSocketChannel bound = bind(file.workingPath())) {
            assertThat(bound.isOpen()).isTrue();
            assertThatThrownBy(file::publish)
                    .isInstanceOf(ListenException.class)
                    .hasMessageContaining("there is no group \"no-such-group\"");
        }
    }

    @Test
    void aStaleSocketIsReplaced() throws IOException {
        Path path = directory.resolve("s");
        bind(path).close();
        assertThat(path).exists();

        try (ServerSocketChannel bound = publish(path)) {
            assertThat(bound.isOpen()).isTrue();
            assertThat(answers(path)).isTrue();
        }
    }

    @Test
    void aStaleWorkingFileIsReplaced() throws IOException {
        Path path = directory.resolve("s");
        bind(directory.resolve("s~")).close();

        try (ServerSocketChannel bound = publish(path)) {
            assertThat(bound.isOpen()).isTrue();
            assertThat(directory.resolve("s~")).doesNotExist();
        }
    }

    @Test
    void aSocketOnWhichSomebodyAnswersIsLeftAlone() throws IOException {
        Path path = directory.resolve("s");
        try (ServerSocketChannel other = bind(path)) {
            assertThat(other.isOpen()).isTrue();
            assertThatThrownBy(() -> file(path).prepare())
                    .isInstanceOf(ListenException.class)
                    .hasMessageContaining("somebody answers")
                    .hasMessageContaining("ss -xlp");
            assertThat(answers(path)).isTrue();
        }
    }

    @Test
    void aFileThatIsNoSocketIsLeftAlone() throws IOException {
        Path path = Files.writeString(directory.resolve("s"), "precious");

        assertThatThrownBy(() -> file(path).prepare())
                .isInstanceOf(ListenException.class)
                .hasMessageContaining("is no socket");
        assertThat(path).hasContent("precious");
    }

    @Test
    void aMissingDirectoryIsTold() {
        assertThatThrownBy(() -> file(directory.resolve("missing/s")).prepare())
                .isInstanceOf(ListenException.class)
                .hasMessageContaining("the directory " + directory.resolve("missing") + " does not exist");
    }

    @Test
    void aPathThatDoesNotFitIsTold() {
        Path longest = directory.resolve("x".repeat(200));

        assertThatThrownBy(() -> file(longest).prepare())
                .isInstanceOf(ListenException.class)
                .hasMessageContaining("longer than the 106 bytes");
    }

    @Test
    void aSocketThatAnotherPutInItsPlaceIsNotRemoved() throws IOException {
        Path path = directory.resolve("s");
        UnixSocketFile file = file(path);
        file.prepare();
        bind(file.workingPath()).close();
        file.publish();
        bind(directory.resolve("other")).close();
        Files.move(directory.resolve("other"), path, java.nio.file.StandardCopyOption.REPLACE_EXISTING);

        file.remove();

        assertThat(path).exists();
    }

    private static ServerSocketChannel publish(Path path) throws IOException {
        UnixSocketFile file = file(path);
        file.prepare();
        ServerSocketChannel bound = bind(file.workingPath());
        file.publish();
        return bound;
    }

    private static UnixSocketFile file(Path path) {
        return file(path, ServerConfigs.defaults());
    }

    private static UnixSocketFile file(Path path, ServerConfig config) {
        return new UnixSocketFile(new ListenAddress.Unix(path), config);
    }

    private static ServerSocketChannel bind(Path path) throws IOException {
        return ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(path));
    }

    private static boolean answers(Path path) throws IOException {
        try (SocketChannel client = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
            return client.isConnected();
        }
    }
}
