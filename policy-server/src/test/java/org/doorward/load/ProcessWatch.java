package org.doorward.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Looks at what a process takes, in Linux's {@code /proc}. */
final class ProcessWatch {

    private static final int KIB = 1024;

    private final long pid;

    ProcessWatch(long pid) {
        this.pid = pid;
    }

    /** This very process. */
    static ProcessWatch self() {
        return new ProcessWatch(ProcessHandle.current().pid());
    }

    /**
     * What it took until now.
     *
     * @param residentBytes resident memory now
     * @param peakBytes resident memory at its peak
     * @param processor time on all processors
     */
    record Usage(long residentBytes, long peakBytes, Duration processor) {

        /** How many processors were busy with it between an earlier look and this one. */
        double processorsSince(Usage earlier, Duration between) {
            return (double) processor.minus(earlier.processor()).toNanos() / between.toNanos();
        }
    }

    /** What it took until now. */
    Usage usage() throws IOException {
        List<String> status = Files.readAllLines(Path.of("/proc", Long.toString(pid), "status"));
        Duration processor = ProcessHandle.of(pid)
                .flatMap(process -> process.info().totalCpuDuration())
                .orElse(Duration.ZERO);
        return new Usage(kib(status, "VmRSS:") * KIB, kib(status, "VmHWM:") * KIB, processor);
    }

    private static long kib(List<String> status, String field) throws IOException {
        return status.stream()
                .filter(line -> line.startsWith(field))
                .map(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElseThrow(() -> new IOException("No " + field + " in /proc/" + status));
    }
}
