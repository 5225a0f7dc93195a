package org.doorward.watch.source.file;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

class OldLogTest {

    private static final String TEXT =
            IntStream.range(0, 10_000).mapToObj(i -> "line " + i).collect(Collectors.joining("\n"));

    @TempDir
    Path directory;

    private static void readsAll(Path path, String text) throws IOException {
        List<String> lines = new ArrayList<>();
        try (OldLog log = OldLog.open(path)) {
            assertThat(log.size()).isEqualTo(Files.size(path));
            for (List<String> more = log.read(); !more.isEmpty(); more = log.read()) {
                lines.addAll(more);
            }
            assertThat(log.bytesRead()).isEqualTo(log.size());
        }
        assertThat(lines).isEqualTo(List.of(text.split("\n")));
    }

    @Test
    void a_plain_log_is_read() throws IOException {
        Path path = directory.resolve("a");
        Files.write(path, TEXT.getBytes(ISO_8859_1));
        readsAll(path, TEXT);
        Files.write(path, new byte[0]);
        assertThat(OldLog.open(path).read()).isEmpty();
    }

    @Test
    void one_packed_by_gzip_in_several_members_is_read_whatever_its_name() throws IOException {
        Path path = directory.resolve("a.1");
        try (OutputStream out = Files.newOutputStream(path)) {
            for (int i = 0; i < 3; i++) {
                GZIPOutputStream packed = new GZIPOutputStream(out);
                packed.write((TEXT + "\n").getBytes(ISO_8859_1));
                packed.finish();
            }
        }
        readsAll(path, TEXT + "\n" + TEXT + "\n" + TEXT);
    }

    @Test
    void one_packed_by_xz_is_read() throws IOException {
        Path path = directory.resolve("a.xz");
        try (OutputStream out = new XZOutputStream(Files.newOutputStream(path), new LZMA2Options(1))) {
            out.write(TEXT.getBytes(ISO_8859_1));
        }
        readsAll(path, TEXT);
    }

    @Test
    void one_packed_otherwise_is_an_error_with_a_remedy() throws IOException {
        Path path = directory.resolve("a.bz2");
        Files.writeString(path, "BZh91AY");
        assertThatThrownBy(() -> OldLog.open(path)).hasMessageContaining("bzcat");
    }
}
