package org.doorward.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Looks at what a process takes, in Linux's {@code /proc}. */
public final class ProcessWatch {

    private static final int KIB = 1024;

    private static final Duration IDLE_LOOK = Duration.ofMillis(500);
    private static final double IDLE_SHARE = 0.05;
    /** For a minute; then what is measured next is disturbed, which its other rounds will show. */
    private static final int IDLE_LOOKS = 120;

    private final long pid;

    /**
     * Watches a process.
     *
     * @param pid its number
     */
    public ProcessWatch(long pid) {
        this.pid = pid;
    }

    /** This very process. */
    public static ProcessWatch self() {
        return new ProcessWatch(ProcessHandle.current().pid());
    }

    /**
     * What it took until now.
     *
     * @param residentBytes resident memory now
     * @param peakBytes resident memory at its peak
     * @param processor time on all processors
     */
    public record Usage(long residentBytes, long peakBytes, Duration processor) {

        /** How many processors were busy with it between an earlier look and this one. */
        public double processorsSince(Usage earlier, Duration between) {
            return (double) processor.minus(earlier.processor()).toNanos() / between.toNanos();
        }
    }

    /** What it took until now. */
    public Usage usage() throws IOException {
        List<String> status = Files.readAllLines(Path.of("/proc", Long.toString(pid), "status"));
        Duration processor = ProcessHandle.of(pid)
                .flatMap(process -> process.info().totalCpuDuration())
                .orElse(Duration.ZERO);
        return new Usage(kib(status, "VmRSS:") * KIB, kib(status, "VmHWM:") * KIB, processor);
    }

    /** The most heap that its JVM was allowed on the command line, such as {@code 160m}. */
    public String heapLimit() throws IOException {
        for (String argument : Files.readString(Path.of("/proc", Long.toString(pid), "cmdline"))
                .split("\0", -1)) {
            if (argument.startsWith("-Xmx")) {
                return argument.substring("-Xmx".length());
            }
        }
        return "the JVM's choice";
    }

    /** Waits until it is next to idle, for what it still does would be in the way of the next measurement. */
    public void awaitIdle() throws IOException, InterruptedException {
        for (int looks = 0; looks < IDLE_LOOKS; looks++) {
            Usage before = usage();
            Thread.sleep(IDLE_LOOK.toMillis());
            if (usage().processorsSince(before, IDLE_LOOK) < IDLE_SHARE) {
                return;
            }
        }
    }

    private static long kib(List<String> status, String field) throws IOException {
        return status.stream()
                .filter(line -> line.startsWith(field))
                .map(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElseThrow(() -> new IOException("No " + field + " in /proc/" + status));
    }
}
