package org.doorward.firewall.feed;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.doorward.firewall.BanFeed.News;
import org.doorward.firewall.FeedText;

/** The last good set of bans on disk, in the feed's own text: what the worker starts from when the server is away. */
public final class SavedBans {

    private final Path file;

    /** The set in a file, whose directory is there. */
    public SavedBans(Path file) {
        this.file = file;
    }

    /** The file. */
    public Path file() {
        return file;
    }

    /**
     * What was saved last; empty when nothing was.
     *
     * @throws IOException when it cannot be read or is not whole; the message names the file
     */
    public Optional<News> load() throws IOException {
        if (Files.notExists(file)) {
            return Optional.empty();
        }
        try (BufferedReader text = Files.newBufferedReader(file, StandardCharsets.US_ASCII)) {
            News news = FeedText.read(text);
            if (!news.whole()) {
                throw new IOException("it holds changes only");
            }
            return Optional.of(news);
        } catch (MalformedInputException | UncheckedIOException e) {
            throw new IOException(file + " is damaged: it is no text; the server's feed replaces it", e);
        } catch (IOException e) {
            throw new IOException(file + " cannot be used: " + e.getMessage() + "; the server's feed replaces it", e);
        }
    }

    /**
     * Saves a whole set, all of it or nothing.
     *
     * @throws IOException when it cannot be written; the message names the file
     */
    public void save(News whole) throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        ByteBuffer bytes = ByteBuffer.wrap(FeedText.write(whole).getBytes(StandardCharsets.US_ASCII));
        try (FileChannel channel = FileChannel.open(
                fresh, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
