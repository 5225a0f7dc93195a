package org.doorward;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

/** Closes what was opened, the last first, when a start fails half way. */
final class Closer {

    private final Deque<Runnable> opened = new ArrayDeque<>();

    /** Something was opened, and is closed like this. */
    <T> T add(T part, Consumer<? super T> close) {
        opened.push(() -> close.accept(part));
        return part;
    }

    /** Closes all. */
    void close() {
        while (!opened.isEmpty()) {
            opened.pop().run();
        }
    }
}
