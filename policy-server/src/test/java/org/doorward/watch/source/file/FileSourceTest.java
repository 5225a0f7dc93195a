package org.doorward.watch.source.file;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.doorward.watch.source.Chunk;
import org.doorward.watch.source.LineSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileSourceTest {

    private static final Duration POLL = Duration.ofMillis(1);

    /** Others may be given the number first; after so many the file system does not give it again. */
    private static final int MOST_NEW_FILES = 50;

    @TempDir
    Path directory;

    private Path log;
    private FileSource source;
    private String position = "";

    @BeforeEach
    void open() {
        log = directory.resolve("mail.log");
        source = new FileSource(log, Optional.empty(), true, POLL);
    }

    @AfterEach
    void close() throws IOException {
        source.close();
    }

    private void write(Path file, String text) throws IOException {
        Files.write(file, text.getBytes(ISO_8859_1), CREATE, APPEND);
    }

    private void write(String text) throws IOException {
        write(log, text);
    }

    private void rename() throws IOException {
        rename("mail.log.1");
    }

    private void rename(String name) throws IOException {
        Files.move(log, directory.resolve(name));
    }

    private void copyAndCut(String name) throws IOException {
        Files.copy(log, directory.resolve(name), StandardCopyOption.REPLACE_EXISTING);
        cut();
    }

    private void cut() throws IOException {
        try (FileChannel channel = FileChannel.open(log, WRITE)) {
            channel.truncate(0);
        }
    }

    private void pack(String name) throws IOException {
        Path plain = directory.resolve(name);
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(directory.resolve(name + ".gz")))) {
            Files.copy(plain, out);
        }
        Files.delete(plain);
    }

    /** All lines that come until none does for 30 looks. */
    private List<String> lines() throws IOException, InterruptedException {
        List<String> lines = new ArrayList<>();
        while (true) {
            Chunk chunk = source.read(POLL.multipliedBy(30));
            lines.addAll(chunk.lines());
            position = chunk.position();
            if (chunk.lines().isEmpty()) {
                return lines;
            }
        }
    }

    private void restart() throws IOException {
        source.close();
        source = new FileSource(log, Optional.of(position), false, POLL);
    }

    /** A line that is longer than what a file is known by. */
    private static String longLine(String name) {
        return name + " " + "x".repeat(300);
    }

    @Test
    void lines_are_given_as_they_are_written_and_a_last_one_without_an_end_waits() throws Exception {
        write("one\ntwo\nthr");
        assertThat(lines()).containsExactly("one", "two");
        write("ee\n\nfour");
        assertThat(lines()).containsExactly("three", "");
        restart();
        write("\n");
        assertThat(lines()).containsExactly("four");
        assertThat(source.behind()).hasValue(0);
        write("12345");
        assertThat(source.behind()).hasValue(5);
        assertThat(source.name()).isEqualTo("file:" + log);
    }

    @Test
    void without_a_position_reading_begins_at_the_end_with_a_line_that_is_being_written() throws Exception {
        write("old\nha");
        source = new FileSource(log, Optional.empty(), false, POLL);
        assertThat(lines()).isEmpty();
        write("lf\nnew\n");
        assertThat(lines()).containsExactly("half", "new");
    }

    @Test
    void a_file_that_appears_later_is_read_from_its_beginning() throws Exception {
        source = new FileSource(log, Optional.empty(), false, POLL);
        assertThat(lines()).isEmpty();
        write(directory.resolve("mail.log.1"), "old\n");
        restart();
        assertThat(source.behind()).isEmpty();
        write("one\n");
        assertThat(lines()).containsExactly("one");
    }

    @Test
    void a_renamed_file_is_read_to_its_end_and_then_the_new_one() throws Exception {
        write("one\ntwo\n");
        assertThat(lines()).containsExactly("one", "two");
        write("three\n");
        rename();
        assertThat(lines()).containsExactly("three");
        write(directory.resolve("mail.log.1"), "four, by one who has it open still\n");
        write("");
        assertThat(lines()).containsExactly("four, by one who has it open still");
        write(directory.resolve("mail.log.1"), "five\nsi");
        write("seven\n");
        assertThat(lines()).containsExactly("five", "si", "seven");
        assertThat(lines()).isEmpty();
    }

    @Test
    void a_file_cut_off_is_read_from_its_beginning_even_if_it_has_grown_beyond_the_place_again() throws Exception {
        write("one\ntwo\n");
        assertThat(lines()).hasSize(2);
        cut();
        write("2ne\n");
        assertThat(lines()).containsExactly("2ne");
        cut();
        write("3ne\n");
        assertThat(lines()).containsExactly("3ne");
        cut();
        write("a longer line\nand another\n");
        assertThat(lines()).containsExactly("a longer line", "and another");
    }

    @Test
    void the_rest_of_a_file_that_was_copied_and_cut_off_is_read_in_the_copy() throws Exception {
        write("one\ntwo\n");
        assertThat(lines()).hasSize(2);
        write("three\nfour\n");
        copyAndCut("mail.log.1");
        write("five\n");
        assertThat(lines()).containsExactly("three", "four", "five");
        copyAndCut("mail.log.1");
        assertThat(lines()).isEmpty();
        write("six\n");
        assertThat(lines()).containsExactly("six");
    }

    @Test
    void what_was_read_between_the_copy_and_the_cut_is_not_read_again() throws Exception {
        write(longLine("one") + "\n");
        assertThat(lines()).hasSize(1);
        Files.copy(log, directory.resolve("mail.log.1"));
        write("two\n");
        assertThat(lines()).containsExactly("two");
        cut();
        restart();
        assertThat(lines()).isEmpty();
        write("three\n");
        assertThat(lines()).containsExactly("three");
    }

    @Test
    void a_copy_that_is_in_the_making_is_not_taken_for_an_older_file() throws Exception {
        write("one\n");
        assertThat(lines()).hasSize(1);
        rename("mail.log.2");
        write(longLine("two") + "\nthree\n");
        Files.write(directory.resolve("mail.log.1"), Arrays.copyOf(Files.readAllBytes(log), 307));
        assertThat(lines()).containsExactly(longLine("two"), "three");
        copyAndCut("mail.log.1");
        write("four\n");
        assertThat(lines()).containsExactly("four");
    }

    @Test
    void a_copy_that_was_empty_at_the_look_and_filled_before_the_reading_is_read() throws Exception {
        write("one\n");
        assertThat(lines()).hasSize(1);
        write(directory.resolve("mail.log.1"), "");
        cut();
        assertThat(lines()).isEmpty();
        write("two\nthree\n");
        write(directory.resolve("mail.log.1"), "two\nthree\n");
        cut();
        write("four\n");
        assertThat(lines()).containsExactly("two", "three", "four");
    }

    @Test
    void a_cut_by_a_writer_that_does_not_append_leaves_a_hole_that_is_no_line() throws Exception {
        write("one\n");
        try (FileChannel channel = FileChannel.open(log, WRITE)) {
            assertThat(lines()).hasSize(1);
            channel.truncate(0);
            channel.position(1_000_000);
            channel.write(ByteBuffer.wrap("two\n".getBytes(ISO_8859_1)));
            assertThat(lines()).containsExactly("two");
            restart();
            channel.write(ByteBuffer.wrap("three\n".getBytes(ISO_8859_1)));
            assertThat(lines()).containsExactly("three");
        }
    }

    @Test
    void a_file_that_another_takes_the_place_of_is_left_for_it() throws Exception {
        write("one\n");
        assertThat(lines()).hasSize(1);
        write(directory.resolve("other"), "2\n3\n");
        Files.move(directory.resolve("other"), log, StandardCopyOption.REPLACE_EXISTING);
        assertThat(lines()).containsExactly("2", "3");
    }

    @Test
    void a_file_written_anew_with_the_same_beginning_is_read_on() throws Exception {
        write(longLine("one") + "\ntwo\n");
        assertThat(lines()).hasSize(2);
        write(directory.resolve("other"), longLine("one") + "\ntwo\nthree\n");
        Files.move(directory.resolve("other"), log, StandardCopyOption.REPLACE_EXISTING);
        assertThat(lines()).containsExactly("three");
        write(directory.resolve("other"), longLine("one") + "\n");
        Files.move(directory.resolve("other"), log, StandardCopyOption.REPLACE_EXISTING);
        assertThat(lines()).isEmpty();
        write("four\n");
        assertThat(lines()).containsExactly("four");
    }

    @Test
    void a_file_that_vanishes_and_comes_back_is_read_on_and_a_new_one_after_it() throws Exception {
        write("one\n");
        assertThat(lines()).hasSize(1);
        rename("away");
        assertThat(lines()).isEmpty();
        Files.move(directory.resolve("away"), log);
        write("two\n");
        assertThat(lines()).containsExactly("two");
        Files.delete(log);
        assertThat(lines()).isEmpty();
        write("three\n");
        assertThat(lines()).containsExactly("three");
    }

    @Test
    void after_a_stop_the_old_files_are_read_from_where_reading_stopped_in_their_order() throws Exception {
        write("one\n");
        assertThat(lines()).hasSize(1);
        write("two\n");
        rename("mail.log.3");
        write(directory.resolve("mail.log.2"), "three\nfour");
        write(directory.resolve("mail.log.1"), "five\n");
        write(directory.resolve("mail.log.bak"), "none of the family\n");
        write("six\n");
        pack("mail.log.3");
        pack("mail.log.2");
        restart();
        assertThat(lines()).containsExactly("two", "three", "four", "five", "six");
        restart();
        assertThat(lines()).isEmpty();
    }

    @Test
    void dated_files_are_read_in_the_order_of_their_dates() throws Exception {
        write("one\n");
        assertThat(lines()).hasSize(1);
        rename("mail.log-20261124");
        write(directory.resolve("mail.log-20261126.gz.tmp"), "not packed");
        write(directory.resolve("mail.log-20261126"), "three\n");
        write(directory.resolve("mail.log-20261125"), "two\n");
        write("four\n");
        pack("mail.log-20261124");
        restart();
        assertThat(lines()).containsExactly("two", "three", "four");
    }

    @Test
    void a_place_in_a_packed_file_is_found_again_and_a_broken_one_does_not_stop_the_reading() throws Exception {
        String many = String.join(
                        "\n",
                        IntStream.range(0, 5000)
                                .mapToObj(i -> longLine("line " + i))
                                .toList()) + "\n";
        write("zero\n");
        assertThat(lines()).hasSize(1);
        write(many);
        rename();
        pack("mail.log.1");
        restart();
        position = source.read(Duration.ZERO).position();
        restart();
        List<String> rest = lines();
        assertThat(rest).hasSizeBetween(3000, 4999).last().isEqualTo(longLine("line 4999"));
        write("after\n");
        byte[] packed = Files.readAllBytes(directory.resolve("mail.log.1.gz"));
        Files.write(directory.resolve("mail.log.1.gz"), Arrays.copyOf(packed, packed.length / 2));
        restart();
        assertThat(lines()).containsExactly("after");
    }

    @Test
    void while_a_file_is_being_packed_the_unpacked_one_counts() throws Exception {
        write("one\n");
        assertThat(lines()).hasSize(1);
        write("two\n");
        rename();
        write(directory.resolve("mail.log.1.gz"), "half a head");
        write("three\n");
        restart();
        assertThat(lines()).containsExactly("two", "three");
    }

    @Test
    void a_marked_file_that_is_gone_leaves_what_was_written_later() throws Exception {
        write(directory.resolve("mail.log.2"), "older\n");
        write("one\n");
        Files.setLastModifiedTime(directory.resolve("mail.log.2"), java.nio.file.attribute.FileTime.fromMillis(1));
        assertThat(lines()).hasSize(1);
        Files.delete(log);
        write(directory.resolve("mail.log.1"), "two\n");
        Files.setLastModifiedTime(
                directory.resolve("mail.log.1"), java.nio.file.attribute.FileTime.fromMillis(4_000_000_000_000L));
        write("three\n");
        restart();
        assertThat(lines()).containsExactly("two", "three");
    }

    @Test
    void another_file_of_the_same_number_on_disk_is_another_file() throws Exception {
        write("one\n");
        assertThat(lines()).hasSize(1);
        // As if the number had been given to a new file: the same file, but what stands in it is new.
        cut();
        write("2ne\n3wo\n");
        restart();
        assertThat(lines()).containsExactly("2ne", "3wo");
    }

    @Test
    void a_new_file_that_is_given_the_number_on_disk_of_one_removed_is_read_from_its_beginning() throws Exception {
        write("one\n");
        assertThat(lines()).hasSize(1);
        source.close();
        assumeTrue(
                replaceWithTheSameNumber("a line longer than all that was read\nand another\n"),
                "This file system does not give a number on disk again; not tested: a new file of the old one's number");
        restart();
        assertThat(lines()).containsExactly("a line longer than all that was read", "and another");
        restart();
        assertThat(lines()).isEmpty();
    }

    /** Removes the log and writes others until one has the first one's number on disk; false if none gets it. */
    private boolean replaceWithTheSameNumber(String text) throws IOException {
        String number = Member.at(log).orElseThrow().key();
        Files.delete(log);
        for (int i = 0; i < MOST_NEW_FILES; i++) {
            write(text);
            if (Member.at(log).orElseThrow().key().equals(number)) {
                return true;
            }
            // Kept beside it, so that its number is not free for the next.
            rename("other" + i);
        }
        return false;
    }

    @Test
    void a_log_copied_and_cut_off_while_nobody_read_is_read_on_in_the_copies() throws Exception {
        write("one\n");
        assertThat(lines()).hasSize(1);
        source.close();
        write("two\n");
        copyAndCut("mail.log.2");
        write("three\nfour\n");
        copyAndCut("mail.log.1");
        write("five\n");
        pack("mail.log.2");
        restart();
        assertThat(lines()).containsExactly("two", "three", "four", "five");
        restart();
        assertThat(lines()).isEmpty();
    }

    @Test
    void a_copy_in_the_making_when_reading_begins_again_is_not_read_beside_the_log() throws Exception {
        write(longLine("one") + "\n");
        assertThat(lines()).hasSize(1);
        source.close();
        write("two\nthree\n");
        Files.write(directory.resolve("mail.log.1"), Arrays.copyOf(Files.readAllBytes(log), 307));
        restart();
        assertThat(lines()).containsExactly("two", "three");
        write("four\n");
        source.close();
        copyAndCut("mail.log.1");
        write("five\n");
        restart();
        assertThat(lines()).containsExactly("four", "five");
    }

    @Test
    void a_long_line_is_cut_and_does_not_fill_the_memory() throws Exception {
        write("one\n" + "x".repeat(3_000_000));
        assertThat(lines()).containsExactly("one");
        write("x\ntwo\n");
        assertThat(lines()).containsExactly("x".repeat(LineSource.LINE_LIMIT), "two");
        write("y".repeat(1_000_000));
        assertThat(lines()).isEmpty();
        restart();
        write("\n" + "z".repeat(LineSource.LINE_LIMIT + 1) + "\nend\n");
        assertThat(lines())
                .containsExactly("y".repeat(LineSource.LINE_LIMIT), "z".repeat(LineSource.LINE_LIMIT), "end");
    }

    @Test
    void any_byte_is_a_character() throws Exception {
        byte[] all = new byte[256];
        for (int i = 0; i < all.length; i++) {
            all[i] = (byte) (i == '\n' ? 'n' : i);
        }
        String line = "x" + new String(all, ISO_8859_1);
        write(line + "\n");
        assertThat(lines()).containsExactly(line);
    }

    @Test
    void a_chunk_is_bounded_and_its_position_is_short_ascii() throws Exception {
        write("x\n".repeat(5000));
        Chunk first = source.read(Duration.ZERO);
        assertThat(first.lines()).hasSize(LineSource.CHUNK_LINES);
        assertThat(first.position()).matches("[ -~]{1,110}");
        position = first.position();
        restart();
        assertThat(lines()).hasSize(3000);
    }

    @Test
    void a_position_that_is_none_counts_as_none() throws Exception {
        write("one\n");
        position = "2 from the future";
        restart();
        write("two\n");
        assertThat(lines()).isEmpty();
        write("three\n");
        assertThat(lines()).containsExactly("three");
    }

    @Test
    void a_directory_in_its_place_is_an_error_that_names_it() throws Exception {
        Files.createDirectory(log);
        org.assertj.core.api.Assertions.assertThatThrownBy(() -> source.read(Duration.ZERO))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(log.toString());
    }

    @Test
    void a_close_ends_the_waiting() throws Exception {
        FileSource slow = new FileSource(log, Optional.empty(), true);
        Thread closer = new Thread(() -> {
            try {
                slow.close();
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
        closer.start();
        assertThat(slow.read(Duration.ofMinutes(5)).lines()).isEmpty();
        closer.join();
    }
}
