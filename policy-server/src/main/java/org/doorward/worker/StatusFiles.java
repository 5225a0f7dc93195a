package org.doorward.worker;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.doorward.firewall.report.MetricsFile;
import org.doorward.firewall.report.StatusFile;
import org.doorward.firewall.sync.SyncStatus;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes the worker's status and metrics, whenever the standing changes and otherwise every few seconds. */
final class StatusFiles implements Consumer<SyncStatus> {

    private static final Logger LOG = LoggerFactory.getLogger(StatusFiles.class);

    /** Prometheus asks every 15 s or so; a person does not read faster. */
    private static final Duration EVERY = Duration.ofSeconds(2);

    private final StatusFile status;
    private final Optional<MetricsFile> metrics;
    private final LongSupplier nanos;
    private String standing = "";
    private int there = -1;
    private long writtenAt;
    private boolean failed;

    StatusFiles(Path stateDir, Optional<Path> metricsFile, LongSupplier nanos) {
        this.status = new StatusFile(stateDir);
        this.metrics = metricsFile.map(MetricsFile::new);
        this.nanos = nanos;
    }

    @Override
    public void accept(SyncStatus now) {
        long at = nanos.getAsLong();
        boolean changed = !now.standing().equals(standing) || now.there() != there;
        if (!changed && at - writtenAt < EVERY.toNanos()) {
            return;
        }
        standing = now.standing();
        there = now.there();
        writtenAt = at;
        try {
            status.write(now);
            if (metrics.isPresent()) {
                metrics.get().write(now);
            }
            failed = false;
        } catch (IOException e) {
            if (!failed) {
                failed = true;
                LOG.warn("The worker's status cannot be written: {}", e.toString());
            }
        }
    }
}
