package org.doorward.watch.source;

import java.util.List;

/**
 * Some lines, and the position behind them.
 *
 * @param lines whole lines without their ends, each character one byte; at most {@link LineSource#CHUNK_LINES}; empty when nothing has come in time
 * @param position where to go on, to be kept with what the lines have led to: printable ASCII of at most 500 characters; empty for a source that
 *     cannot be read again
 */
public record Chunk(List<String> lines, String position) {

    /** Takes the list as it is now. */
    public Chunk {
        lines = List.copyOf(lines);
    }
}
