package org.doorward.real;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;

/** What a test has started, to be ended in the reverse order: also when only some of it came up, or some of it does not end well. */
final class Started implements AutoCloseable {

    private final Deque<AutoCloseable> parts = new ArrayDeque<>();

    /** Notes something that was started, and returns it. */
    <T extends AutoCloseable> T add(T part) {
        parts.push(part);
        return part;
    }

    @Override
    public void close() throws IOException {
        IOException failure = null;
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (Exception | AssertionError e) {
                IOException failed = new IOException("something that a test had started did not end well", e);
                if (failure == null) {
                    failure = failed;
                } else {
                    failure.addSuppressed(failed);
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
