package org.doorward.watch;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.doorward.store.model.Mark;
import org.doorward.watch.source.Chunk;
import org.doorward.watch.source.LineSource;
import org.doorward.watch.source.file.FileSource;

/** A log file that says when it has been read to its end. */
final class QuietSource implements LineSource {

    private final FileSource file;
    private Runnable onQuiet = () -> {};
    private Runnable beforeReading = () -> {};

    /** From a mark, else from the beginning. */
    QuietSource(Path log, Optional<Mark> mark) {
        this(log, mark, true);
    }

    QuietSource(Path log, Optional<Mark> mark, boolean fromStart) {
        this.file = new FileSource(log, mark.map(Mark::position), fromStart);
    }

    void onQuiet(Runnable action) {
        onQuiet = action;
    }

    void beforeReading(Runnable action) {
        beforeReading = action;
    }

    @Override
    public String name() {
        return file.name();
    }

    @Override
    public Chunk read(Duration patience) throws IOException, InterruptedException {
        beforeReading.run();
        beforeReading = () -> {};
        Chunk chunk = file.read(patience);
        if (chunk.lines().isEmpty()) {
            onQuiet.run();
        }
        return chunk;
    }

    @Override
    public OptionalLong behind() {
        return file.behind();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
