package org.doorward.watch.source;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;

/**
 * Lines of a stream that somebody else writes, such as the standard input of a pipe. It cannot be read again: its position is empty; and behind its last
 * line every reading fails.
 */
public final class InputSource implements LineSource {

    private final String name;
    private final InputStream in;
    private final LineQueue queue = new LineQueue();
    private final Thread reader;
    private volatile boolean ended;
    private volatile String failure = "whoever wrote to it is gone";

    /**
     * Begins to read on a thread of its own, which does not keep the process alive.
     *
     * @param name the source's name, {@code stdin}
     * @param in the stream; closed with this source
     */
    public InputSource(String name, InputStream in) {
        this.name = name;
        this.in = in;
        this.reader = new Thread(this::run, "doorward-read-" + name);
        reader.setDaemon(true);
        reader.start();
    }

    private void run() {
        try {
            new StreamLines(in, LINE_LIMIT).readTo((line, whole) -> queue.put(new LineQueue.Line(line, "")));
        } catch (IOException e) {
            failure = String.valueOf(e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            ended = true;
            queue.wake();
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Chunk read(Duration patience) throws IOException, InterruptedException {
        List<LineQueue.Line> lines = queue.take(ended ? Duration.ZERO : patience);
        if (lines.isEmpty() && allGiven()) {
            throw new IOException(name + " has ended: " + failure);
        }
        return new Chunk(lines.stream().map(LineQueue.Line::text).toList(), "");
    }

    /** And no more will come. */
    private boolean allGiven() {
        return ended && queue.isEmpty();
    }

    @Override
    public OptionalLong behind() {
        return OptionalLong.empty();
    }

    @Override
    public void close() throws IOException {
        queue.close();
        reader.interrupt();
        in.close();
    }
}
