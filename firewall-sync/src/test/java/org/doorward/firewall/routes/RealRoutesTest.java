package org.doorward.firewall.routes;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Function;
import org.doorward.firewall.BanSet;
import org.doorward.firewall.Firewall;
import org.doorward.firewall.Firewall.State;
import org.doorward.firewall.FirewallContractTest;
import org.doorward.firewall.FirewallException;
import org.doorward.firewall.Wanted;
import org.junit.jupiter.api.Test;

class RealRoutesTest extends FirewallContractTest {

    @Override
    protected void require() {
        requireProgram("iproute2", "/usr/sbin/ip");
    }

    @Override
    protected Firewall make(Function<String, List<String>> programs) {
        return new RoutesFirewall(programs.apply("/usr/sbin/ip"), Duration.ofSeconds(60), InstantSource.system());
    }

    @Override
    protected boolean closesPortsOnly() {
        return false;
    }

    @Test
    void whatSomebodyChangesIsSeenAndHealedByARebuild() throws FirewallException {
        for (String command : List.of(
                "ip route flush table 213", "ip -6 route del 2001:db8:1:2::/64 table 213", "ip -6 rule del pref 213")) {
            Wanted wanted = wanted(ban(CLIENT4 + "/32", 600), ban("2001:db8:1:2::/64", 600));
            firewall.rebuild(wanted, Instant.now());
            net.must("server", command.split(" ", -1));
            assertThat(firewall.look().state()).as(command).isEqualTo(State.ALTERED);
            firewall.rebuild(wanted, Instant.now());
            assertThat(firewall.look().state()).as(command).isEqualTo(State.IN_PLACE);
            assertThat(connect(CLIENT4, 25)).isEqualTo("silence");
            assertThat(connect(CLIENT6, 25)).isEqualTo("silence");
        }
    }

    @Test
    void afterARestartARebuildRemovesWhatIsOver() throws FirewallException {
        firewall.rebuild(wanted(ban(CLIENT4 + "/32", 600), ban(NEIGHBOUR4 + "/32", 600)), Instant.now());
        try (Firewall other = make(this::program)) {
            assertThat(other.read(Instant.now()).all()).allMatch(ban -> ban.until() == Long.MAX_VALUE);
            other.rebuild(wanted(ban(NEIGHBOUR4 + "/32", 600), ban(CLIENT4 + "/32", -1)), Instant.now());
            assertThat(connect(CLIENT4, 25)).isEqualTo("connected");
            assertThat(connect(NEIGHBOUR4, 25)).isEqualTo("silence");
        }
    }

    @Test
    void aBanInsideAnAllowedNetworkIsRefusedAlsoWhenThatIsAllowedLater() throws FirewallException {
        firewall.rebuild(wanted(ban(CLIENT4 + "/32", 600)), Instant.now());
        firewall.replace(List.of(network("198.51.100.0/24")), List.of());
        assertThat(connect(CLIENT4, 25)).isEqualTo("connected");
        begin(ban(NEIGHBOUR4 + "/32", 600), ban(OTHER4 + "/32", 600));
        assertThat(connect(NEIGHBOUR4, 25)).isEqualTo("connected");
        assertThat(connect(OTHER4, 25)).isEqualTo("silence");
    }

    @Test
    void theEndOfABanLeavesTheSameNetworkOfADropListDropped() throws FirewallException {
        firewall.rebuild(
                new Wanted(BanSet.of(List.of(ban("10.20.30.0/24", 600))), List.of(), List.of(network("10.20.30.0/24"))),
                Instant.now());
        end("10.20.30.0/24");
        assertThat(connect(OTHER4, 25)).isEqualTo("silence");
        assertThat(firewall.read(Instant.now()).size()).isZero();
        firewall.replace(List.of(), List.of());
        assertThat(connect(OTHER4, 25)).isEqualTo("connected");
    }

    @Test
    void othersRoutesAndRulesStay() throws FirewallException {
        net.must("server", "ip", "route", "add", "blackhole", "10.66.0.0/16");
        firewall.rebuild(wanted(ban(CLIENT4 + "/32", 600)), Instant.now());
        firewall.remove();
        assertThat(net.must("server", "ip", "route")).contains("blackhole 10.66.0.0/16");
        assertThat(net.must("server", "ip", "rule")).contains("lookup main").doesNotContain("213");
    }
}
