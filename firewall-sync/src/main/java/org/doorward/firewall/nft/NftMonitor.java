package org.doorward.firewall.nft;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.doorward.firewall.FirewallException;
import org.doorward.firewall.tool.Executable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears from the kernel when a rule of our table is taken away or replaced, some 10 to 100 ms after it, by a child {@code nft monitor} that is
 * started again when it ends. That holds for the whole table too, for its rules go with it, and for {@code flush table} and
 * {@code flush ruleset}; elements, which come and go by the thousand, are none of it. It tells of our own rebuilds too, and after each new start,
 * and when nft says that events were lost: of what happened there nobody has heard.
 *
 * <p>Known limit: a monitor that was started a moment ago may miss a deletion while it still reads what is there.
 */
final class NftMonitor implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(NftMonitor.class);

    /** So begins what nft writes among the events when it was too slow to read some of them, or can read no more. */
    private static final String LOST = "# ERROR: ";

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

    /** The thread only waits for a line or for the end of a pause; close ends both. */
    private static final Duration TO_END = Duration.ofSeconds(2);

    private final NftCommand nft;
    private final String ruleOfOurs;
    private final Runnable gone;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread;
    private volatile @Nullable Process process;

    NftMonitor(NftCommand nft, String table, Runnable gone) {
        this.nft = nft;
        this.ruleOfOurs = "delete rule inet " + table + " ";
        this.gone = gone;
        this.thread = new Thread(this::watch, "nft-monitor");
        thread.setDaemon(true);
    }

    /** Begins to listen. */
    void start() {
        thread.start();
    }

    private void watch() {
        Duration pause = FIRST_PAUSE;
        try {
            while (!isClosed()) {
                boolean heard = listen();
                pause = heard ? FIRST_PAUSE : longer(pause);
                if (closed.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                    return;
                }
                gone.run();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Listens until the child ends; whether it said anything. */
    private boolean listen() {
        boolean heard = false;
        try {
            Process child = nft.start("monitor", "destroy", "rules");
            process = child;
            if (isClosed()) {
                Executable.kill(child);
            }
            try (BufferedReader lines = child.inputReader(StandardCharsets.UTF_8)) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    heard = true;
                    if ((line.startsWith(ruleOfOurs) || line.startsWith(LOST)) && !isClosed()) {
                        gone.run();
                    }
                }
            }
        } catch (IOException | FirewallException e) {
            LOG.debug("nft monitor cannot be heard", e);
        }
        if (!isClosed()) {
            LOG.warn("nft monitor has ended and is started again; until then a lost table is noticed by the next look");
        }
        return heard;
    }

    private static Duration longer(Duration pause) {
        Duration longer = pause.multipliedBy(2);
        return longer.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : longer;
    }

    private boolean isClosed() {
        return closed.getCount() == 0;
    }

    @Override
    public void close() {
        closed.countDown();
        Process child = process;
        if (child != null) {
            Executable.kill(child);
        }
        try {
            thread.join(TO_END.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
