package org.doorward.firewall.nft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.doorward.firewall.FirewallException;
import org.doorward.firewall.FirewallException.Kind;
import org.doorward.store.net.Cidr;
import org.junit.jupiter.api.Test;

class NftQuarantineTest {

    private static final List<Cidr> NETWORKS = IntStream.range(0, 16)
            .mapToObj(i -> Cidr.parse("198.51.100." + i).orElseThrow())
            .toList();

    private final FirewallException refusal = new FirewallException(Kind.REFUSED, "Could not process rule");

    private final NftQuarantine quarantine = new NftQuarantine();

    @Test
    void whatIsRefusedWheneverItIsTriedIsHeld() throws FirewallException {
        Cidr bad = NETWORKS.get(5);

        quarantine.find(NETWORKS, refusal, some -> refuseIf(some.contains(bad)));

        assertThat(quarantine.size()).isEqualTo(1);
    }

    @Test
    void whatFailsNowAndThenIsNoBansFault() {
        for (int failures = 1; failures <= 5; failures++) {
            AtomicInteger trials = new AtomicInteger();
            int last = failures;

            // The first, of nothing, goes well; then all fail until memory is there again.
            assertThatThrownBy(() -> quarantine.find(
                            NETWORKS,
                            refusal,
                            some -> refuseIf(trials.get() < last + 1 && trials.getAndIncrement() > 0)))
                    .as("%d failures", failures)
                    .isSameAs(refusal);
            assertThat(quarantine.size()).isZero();
        }
    }

    @Test
    void whatIsRefusedWithoutAnyOfThemIsNoneOfTheirFault() {
        assertThatThrownBy(() -> quarantine.find(NETWORKS, refusal, some -> refuseIf(true)))
                .isSameAs(refusal);
        assertThat(quarantine.size()).isZero();
    }

    private void refuseIf(boolean refused) throws FirewallException {
        if (refused) {
            throw refusal;
        }
    }
}
