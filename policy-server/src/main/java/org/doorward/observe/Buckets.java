package org.doorward.observe;

import java.time.Duration;
import java.util.List;

/** The upper bounds of the histograms' buckets. Changing one breaks the continuity of what Prometheus has recorded. */
final class Buckets {

    /** From an answer out of memory, past a commit to a slow disk, to the decision's deadline (5 s) and beyond. */
    static final List<Duration> DECISION = List.of(
            microseconds(100),
            microseconds(250),
            microseconds(500),
            Duration.ofMillis(1),
            microseconds(2_500),
            Duration.ofMillis(5),
            Duration.ofMillis(10),
            Duration.ofMillis(25),
            Duration.ofMillis(50),
            Duration.ofMillis(100),
            Duration.ofMillis(250),
            Duration.ofMillis(500),
            Duration.ofSeconds(1),
            Duration.ofMillis(2_500),
            Duration.ofSeconds(5),
            Duration.ofSeconds(10));

    /** From the first retry of an eager server to the last one within a generous window. */
    static final List<Duration> PASS_DELAY = List.of(
            Duration.ofMinutes(1),
            Duration.ofMinutes(3),
            Duration.ofMinutes(5),
            Duration.ofMinutes(10),
            Duration.ofMinutes(15),
            Duration.ofMinutes(30),
            Duration.ofHours(1),
            Duration.ofHours(2),
            Duration.ofHours(4),
            Duration.ofHours(8),
            Duration.ofDays(1),
            Duration.ofDays(2));

    /** From a write that the kernel took to a forced one on a busy disk. */
    static final List<Duration> COMMIT = List.of(
            microseconds(250),
            Duration.ofMillis(1),
            microseconds(2_500),
            Duration.ofMillis(5),
            Duration.ofMillis(10),
            Duration.ofMillis(25),
            Duration.ofMillis(50),
            Duration.ofMillis(100),
            Duration.ofMillis(250),
            Duration.ofSeconds(1),
            Duration.ofSeconds(5));

    /** From a resolver on this host that remembers, to a question and its retry. */
    static final List<Duration> QUESTION = List.of(
            Duration.ofMillis(1),
            Duration.ofMillis(5),
            Duration.ofMillis(25),
            Duration.ofMillis(100),
            Duration.ofMillis(500),
            Duration.ofSeconds(1),
            Duration.ofMillis(2_500),
            Duration.ofSeconds(5));

    private Buckets() {}

    /** Changes in one commit. */
    static double[] batch() {
        return new double[] {1, 2, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000};
    }

    private static Duration microseconds(long count) {
        return Duration.ofNanos(count * 1_000);
    }
}
