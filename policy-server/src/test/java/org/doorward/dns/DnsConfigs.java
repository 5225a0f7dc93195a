package org.doorward.dns;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.doorward.config.DnsConfig;

/** Settings for tests: short time-outs, everything else at its default. */
public final class DnsConfigs {

    public static final Duration TIMEOUT = Duration.ofMillis(400);

    private DnsConfigs() {}

    public static DnsConfig asking(InetSocketAddress... servers) {
        return asking(TIMEOUT, 1000, servers);
    }

    public static DnsConfig asking(Duration timeout, int inFlight, InetSocketAddress... servers) {
        return new DnsConfig(
                List.of(servers),
                timeout,
                1,
                inFlight,
                10_000,
                Duration.ofMinutes(1),
                Duration.ofHours(1),
                Duration.ofMinutes(5),
                Duration.ofMinutes(15),
                Duration.ofMinutes(1));
    }
}
