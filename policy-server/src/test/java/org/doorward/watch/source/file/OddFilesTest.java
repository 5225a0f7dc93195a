package org.doorward.watch.source.file;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.doorward.watch.source.LineSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is no log, or holds what no log should: said, or stepped over, and never waited for or gathered. */
@Timeout(60)
class OddFilesTest {

    private static final int MEBIBYTE = 1 << 20;

    @TempDir
    Path directory;

    private Path log = Path.of("");
    private FileSource source;

    @BeforeEach
    void open() {
        log = directory.resolve("mail.log");
        source = new FileSource(log, Optional.empty(), true, Duration.ofMillis(1));
    }

    @AfterEach
    void close() throws IOException {
        source.close();
    }

    private void write(String text) throws IOException {
        Files.write(log, text.getBytes(ISO_8859_1), CREATE, APPEND);
    }

    private List<String> read() throws IOException, InterruptedException {
        return source.read(Duration.ZERO).lines();
    }

    private void pipe() throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("mkfifo", log.toString()).start().waitFor())
                .isZero();
    }

    @Test
    void a_pipe_is_refused_and_not_waited_for() throws Exception {
        pipe();

        assertThatThrownBy(this::read)
                .isInstanceOf(IOException.class)
                .hasMessageContaining("a pipe, a socket or a device");
        assertThat(source.behind()).isEmpty();
    }

    @Test
    void a_log_that_a_directory_or_a_pipe_takes_the_place_of_goes_on_when_it_is_a_file_again() throws Exception {
        write("one\n");
        assertThat(read()).containsExactly("one");
        Files.move(log, directory.resolve("mail.log.1"));
        Files.createDirectory(log);

        assertThatThrownBy(this::read).isInstanceOf(IOException.class).hasMessageContaining("is a directory");
        Files.delete(log);
        pipe();
        assertThatThrownBy(this::read).isInstanceOf(IOException.class);
        Files.delete(log);
        Files.write(directory.resolve("mail.log.1"), "two\n".getBytes(ISO_8859_1), APPEND);
        write("three\n");

        List<String> lines = new ArrayList<>();
        while (lines.size() < 2) {
            lines.addAll(read());
        }
        assertThat(lines).containsExactly("two", "three");
    }

    @Test
    void directories_named_like_old_logs_are_none() throws Exception {
        Files.createDirectory(directory.resolve("mail.log.1"));
        Files.createDirectory(directory.resolve("mail.log.2.gz"));
        write("one\n");

        assertThat(read()).containsExactly("one");
    }

    @Test
    void a_line_that_does_not_end_is_read_piece_by_piece_and_only_its_beginning_is_held() throws Exception {
        byte[] piece = "x".repeat(MEBIBYTE).getBytes(ISO_8859_1);
        try (OutputStream out = Files.newOutputStream(log)) {
            for (int i = 0; i < 40; i++) {
                out.write(piece);
            }
        }

        assertThat(read()).isEmpty();
        assertThat(source.behind()).hasValue(24L * MEBIBYTE);
        assertThat(read()).isEmpty();
        assertThat(source.behind()).hasValue(8L * MEBIBYTE);
        write("\ntwo\n");
        assertThat(read()).containsExactly("x".repeat(LineSource.LINE_LIMIT), "two");
    }

    @Test
    void a_reader_with_patience_does_not_pause_within_a_line() throws Exception {
        source.close();
        source = new FileSource(log, Optional.empty(), true, Duration.ofHours(1));
        byte[] piece = "x".repeat(MEBIBYTE).getBytes(ISO_8859_1);
        try (OutputStream out = Files.newOutputStream(log)) {
            for (int i = 0; i < 40; i++) {
                out.write(piece);
            }
            out.write('\n');
        }

        assertThat(source.read(Duration.ofHours(3)).lines()).hasSize(1);
    }

    @Test
    void a_hole_of_any_length_is_stepped_over_wherever_a_line_begins() throws Exception {
        write("one\n" + "\0".repeat(3 * MEBIBYTE) + "two\n\0\0\0three\0\n");
        List<String> lines = new ArrayList<>();
        while (lines.size() < 3) {
            lines.addAll(read());
        }
        assertThat(lines).containsExactly("one", "two", "three\0");

        write("\0\0");
        assertThat(read()).isEmpty();
        String position = source.read(Duration.ZERO).position();
        source.close();
        source = new FileSource(log, Optional.of(position), true, Duration.ofMillis(1));
        write("\0four\n");
        assertThat(read()).containsExactly("four");
    }

    @Test
    void bytes_that_are_no_text_are_given_as_they_are() throws Exception {
        write("\u00ff\u00fe\u00c3(\r\n");

        assertThat(read()).containsExactly("\u00ff\u00fe\u00c3(\r");
    }
}
