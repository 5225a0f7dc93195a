package org.doorward.watch;

import java.time.Duration;
import java.util.Arrays;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.doorward.text.ClientText;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells of the lines that Doorward itself could not cope with. Whoever finds out how to write such a line can write many: not each is told. For one thread. */
final class FaultyLines {

    private static final Logger LOG = LoggerFactory.getLogger(FaultyLines.class);

    private static final Duration EVERY = Duration.ofMinutes(1);

    /** Enough of a line to find it in its log, and to try it with {@code doorward parse}. */
    private static final int LINE = 500;

    private static final int FAULT = 200;
    private static final int FRAMES = 6;

    private final String log;
    private final LongSupplier nanos;
    private long untold;
    private long toldAt;
    private boolean told;

    /**
     * None yet.
     *
     * @param log the log's name
     * @param nanos a steady clock in nanoseconds
     */
    FaultyLines(String log, LongSupplier nanos) {
        this.log = log;
        this.nanos = nanos;
    }

    /** One was passed over. Both are escaped: the fault's text may quote the line, and the line is the client's. */
    void passedOver(String line, Throwable fault) {
        long now = nanos.getAsLong();
        if (told && now - toldAt < EVERY.toNanos()) {
            untold++;
            return;
        }
        LOG.error(
                "A line of {} was passed over for a fault of Doorward's own; please report it ({} more since it was said last): \"{}\": {} at {}",
                log,
                untold,
                ClientText.escape(line, LINE),
                ClientText.escape(fault.toString(), FAULT),
                where(fault));
        told = true;
        toldAt = now;
        untold = 0;
    }

    private static String where(Throwable fault) {
        return Arrays.stream(fault.getStackTrace())
                .limit(FRAMES)
                .map(StackTraceElement::toString)
                .collect(Collectors.joining(" < "));
    }
}
