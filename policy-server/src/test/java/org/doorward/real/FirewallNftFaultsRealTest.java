package org.doorward.real;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The running worker, and a program {@code nft} that fails, is killed at its work, hangs, or is not there: the kernel, which is looked at all
 * the time, keeps what stands, lets go of what ends, and holds nothing for ever; what is wrong is said; and when it is over the worker makes
 * good by itself what it could not do.
 */
@Tag("real")
class FirewallNftFaultsRealTest {

    /** Stand all the time. */
    private static final Pattern MISSING =
            Pattern.compile("doorward_firewall_failures_total\\{kind=\"missing\"} [1-9]");

    private static final Set<String> STEADY = Set.of("198.51.100.200", "198.51.100.201", "2001:db8:77::");

    private static final Duration SOON = Duration.ofSeconds(60);

    /** After a failure it is tried again after 1 s first, and at least every 30 s; the machine may be slow. */
    private static final Duration TRIED_AGAIN = Duration.ofSeconds(45);

    private static WorkerHost host;
    private static OwnSbin sbin;

    @BeforeAll
    static void start() throws IOException {
        host = WorkerHost.make("firewall-nft-faults", "look_every = \"2s\"", List.of());
        sbin = host.withOwnSbin();
        host.beginWith(STEADY, SOON);
    }

    @AfterAll
    static void stop() throws IOException {
        if (host != null) {
            try (WorkerHost closing = host) {
                closing.assertBriefIsGone();
            }
        }
    }

    private static Set<String> steadyAnd(String... others) {
        return WorkerHost.and(STEADY, others);
    }

    @Test
    void anNftThatFailsOrIsKilledChangesNothingAndIsTriedAgain() throws IOException {
        try (KernelLook.Watch watch = host.kernel().watch(STEADY)) {
            host.ban("198.51.100.1", "1d");
            host.untilKernelHolds(steadyAnd("198.51.100.1"), SOON);
            sbin.fails();
            host.unban("198.51.100.1");
            host.ban("198.51.100.3", "1d");
            host.untilSaid("Cannot allocate memory", SOON);
            assertThat(host.log()).contains("/usr/sbin/nft -", "ended with status 1: Error: Could not process rule");
            host.untilStatus("\"standing\" : \"failing\"", SOON);
            assertThat(host.firewall("status").out()).contains("nftables: failing, ", "Cannot allocate memory");
            Waiting.until("the metrics to tell", SOON, () -> host.metrics().contains("doorward_firewall_in_step 0"));
            assertThat(host.bans()).isSubsetOf(steadyAnd("198.51.100.1"));
            sbin.works();
            tell("an nft that failed", host.untilKernelHolds(steadyAnd("198.51.100.3"), TRIED_AGAIN));

            sbin.isKilled();
            host.unban("198.51.100.3");
            host.ban("198.51.100.4", "1d");
            host.untilSaid("was killed by signal 9", SOON);
            Waiting.until("more kills", SOON, () -> host.done("failures_unknown") > 2);
            sbin.works();
            tell("an nft that was killed", host.untilKernelHolds(steadyAnd("198.51.100.4"), TRIED_AGAIN));
            host.untilStatus("\"in_step\" : true", SOON);
            assertThat(host.log()).doesNotContain("is left out of the firewall");
            assertThat(watch.looks()).isGreaterThan(20);
        }
        host.unban("198.51.100.4");
        host.untilKernelHolds(STEADY, SOON);
    }

    @Test
    void anNftThatHangsOrIsNotThereIsSaidAndTriedAgain() throws IOException {
        try (KernelLook.Watch watch = host.kernel().watch(STEADY)) {
            sbin.hangs();
            host.ban("198.51.100.6", "1d");
            host.untilSaid("did not end within 15000 ms and was killed", SOON);
            sbin.isMissing();
            host.untilSaid("/usr/sbin/nft is not there: install the package nftables", SOON);
            host.untilStatus("install the package nftables", SOON);
            assertThat(host.firewall("status").out()).contains("nftables: failing, ", "install the package nftables");
            Waiting.until(
                    "the metrics to tell",
                    SOON,
                    () -> MISSING.matcher(host.metrics()).find());
            assertThat(host.bans()).isEqualTo(STEADY);
            sbin.works();
            tell("an nft that was missing", host.untilKernelHolds(steadyAnd("198.51.100.6"), TRIED_AGAIN));
            host.untilStatus("\"in_step\" : true", SOON);
            assertThat(host.worker().alive()).isTrue();
            assertThat(watch.looks()).isGreaterThan(20);
        }
        host.unban("198.51.100.6");
        host.untilKernelHolds(STEADY, SOON);
    }

    private static void tell(String what, Duration took) {
        System.out.println("FirewallNftFaultsRealTest: in step " + took.toMillis() + " ms after " + what);
    }
}
