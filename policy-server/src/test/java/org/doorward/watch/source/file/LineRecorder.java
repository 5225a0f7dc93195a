package org.doorward.watch.source.file;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.doorward.watch.source.Chunk;

/**
 * A program that appends the lines of a log to a file and behind each chunk its position, in one write; what a kill has left of a chunk without its
 * position it takes back when it starts again. As a table of a database with its log does.
 */
public final class LineRecorder {

    private static final String POSITION = "#";

    private LineRecorder() {}

    /** Records; takes the log and the record. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        Path log = Path.of(arguments[0]);
        Path record = Path.of(arguments[1]);
        Optional<String> position = recover(record);
        try (FileSource source = new FileSource(log, position, true, Duration.ofMillis(2));
                FileOutputStream out = new FileOutputStream(record.toFile(), true)) {
            while (true) {
                Chunk chunk = source.read(Duration.ofSeconds(1));
                StringBuilder text = new StringBuilder();
                chunk.lines().forEach(line -> text.append(line).append('\n'));
                text.append(POSITION).append(chunk.position()).append('\n');
                out.write(text.toString().getBytes(ISO_8859_1));
            }
        }
    }

    private static Optional<String> recover(Path record) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(record.toFile(), "rw")) {
            if (file.length() == 0) {
                file.write('\n');
            }
            byte[] last = new byte[(int) Math.min(file.length(), 1 << 20)];
            file.seek(file.length() - last.length);
            file.readFully(last);
            String text = new String(last, ISO_8859_1);
            int stop = text.lastIndexOf('\n');
            int start = text.lastIndexOf("\n" + POSITION, stop - 1);
            if (start < 0) {
                file.setLength(1);
                return Optional.empty();
            }
            stop = text.indexOf('\n', start + 1);
            file.setLength(file.length() - last.length + stop + 1);
            return Optional.of(text.substring(start + 2, stop));
        }
    }
}
