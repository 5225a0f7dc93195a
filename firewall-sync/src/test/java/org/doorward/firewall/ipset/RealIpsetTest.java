package org.doorward.firewall.ipset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.doorward.firewall.BanSet;
import org.doorward.firewall.Firewall;
import org.doorward.firewall.Firewall.State;
import org.doorward.firewall.FirewallBan;
import org.doorward.firewall.FirewallContractTest;
import org.doorward.firewall.FirewallException;
import org.doorward.firewall.FirewallException.Kind;
import org.doorward.firewall.Wanted;
import org.doorward.firewall.ipset.IpsetSettings.Action;
import org.junit.jupiter.api.Test;

class RealIpsetTest extends FirewallContractTest {

    @Override
    protected void require() {
        requireProgram("ipset", "/usr/sbin/ipset");
        requireProgram("iptables", "/usr/sbin/iptables-restore");
    }

    @Override
    protected Firewall make(Function<String, List<String>> programs) {
        return firewall(Action.DROP, Set.of(25), 10_000);
    }

    private IpsetFirewall firewall(Action action, Set<Integer> ports, int most) {
        return new IpsetFirewall(new IpsetSettings(
                "doorward", ports, action, most, name -> program("/usr/sbin/" + name), Duration.ofSeconds(60)));
    }

    private void server(String command) {
        net.must("server", "sh", "-c", command);
    }

    @Test
    void whatSomebodyChangesIsSeenAndHealedByARebuild() throws FirewallException {
        for (String command : List.of(
                "iptables -t raw -F PREROUTING",
                "iptables -t raw -F DOORWARD",
                "ip6tables -t raw -F",
                "ip6tables -t raw -I DOORWARD -s 2001:db8::/32 -j RETURN",
                "iptables -t raw -A PREROUTING -p tcp -m multiport --dports 80 -j DOORWARD",
                "iptables -t raw -F && ipset destroy doorward_4")) {
            firewall.rebuild(wanted(ban(CLIENT4 + "/32", 600)), Instant.now());
            server(command);
            assertThat(firewall.look().state()).as(command).isEqualTo(State.ALTERED);
            assertThat(firewall.look().detail()).isNotEmpty();
            firewall.rebuild(wanted(ban(CLIENT4 + "/32", 600)), Instant.now());
            assertThat(firewall.look().state()).as(command).isEqualTo(State.IN_PLACE);
            assertThat(connect(CLIENT4, 25)).isEqualTo("silence");
        }
    }

    @Test
    void othersRulesStay() throws FirewallException {
        server("iptables -t raw -A PREROUTING -s 10.55.0.0/16 -j ACCEPT; ipset create -exist others hash:ip");
        firewall.rebuild(wanted(ban(CLIENT4 + "/32", 600)), Instant.now());
        firewall.remove();
        assertThat(net.must("server", "iptables-save", "-t", "raw"))
                .contains("10.55.0.0/16")
                .doesNotContain("DOORWARD");
        assertThat(net.must("server", "ipset", "list", "-n")).isEqualTo("others\n");
    }

    @Test
    void otherSettingsTakeThePlaceOfTheFormerOnes() throws FirewallException {
        firewall.rebuild(wanted(ban(CLIENT4 + "/32", 600)), Instant.now());
        try (IpsetFirewall other = firewall(Action.DROP, Set.of(22, 587), 20_000)) {
            assertThat(other.look().state()).isEqualTo(State.ALTERED);
            other.rebuild(wanted(ban(CLIENT4 + "/32", 600)), Instant.now());
            assertThat(other.look().state()).isEqualTo(State.IN_PLACE);
        }
        assertThat(connect(CLIENT4, 25)).isEqualTo("connected");
        assertThat(connect(CLIENT4, 22)).isEqualTo("silence");
    }

    @Test
    void packetsAreCountedAndOneWhoIsObservedPasses() throws FirewallException {
        try (IpsetFirewall observing = firewall(Action.OBSERVE, Set.of(25), 1000)) {
            observing.rebuild(
                    new Wanted(
                            BanSet.of(List.of(ban(CLIENT4 + "/32", 600))), List.of(), List.of(network("10.0.0.0/8"))),
                    Instant.now());
            assertThat(observing.look().state()).isEqualTo(State.IN_PLACE);
            assertThat(connect(CLIENT4, 25)).isEqualTo("connected");
            assertThat(connect(OTHER4, 25)).isEqualTo("connected");
            assertThat(observing.look().counters().get("banned4")).isPositive();
            assertThat(observing.look().counters().get("dropped4")).isPositive();
            assertThat(observing.look().counters().get("banned6")).isZero();
            assertThat(observing.knocks()).isEmpty();
        }
    }

    @Test
    void aResetAnswersAtOnce() throws FirewallException {
        try (IpsetFirewall resetting = firewall(Action.RESET, Set.of(25), 1000)) {
            resetting.rebuild(wanted(ban(CLIENT4 + "/32", 600), ban("2001:db8:1:2::/64", 600)), Instant.now());
            assertThat(resetting.look().state()).isEqualTo(State.IN_PLACE);
            assertThat(connect(CLIENT4, 25)).isEqualTo("refused");
            assertThat(connect(CLIENT6, 25)).isEqualTo("refused");
            assertThat(connect(CLIENT4, 22)).isEqualTo("connected");
            resetting.remove();
            assertThat(connect(CLIENT4, 25)).isEqualTo("connected");
        }
    }

    @Test
    void aBanLongerThanATimeOutIsShownWithItsEndUntilHalfOfThatIsOver() throws FirewallException {
        FirewallBan longer = ban(CLIENT4 + "/32", 90 * 86_400);
        firewall.rebuild(wanted(longer), Instant.now());
        assertThat(firewall.read(Instant.now())
                        .get(longer.network())
                        .orElseThrow()
                        .until())
                .isEqualTo(longer.until());

        server("ipset -exist add doorward_4 " + CLIENT4 + " timeout 1000000");
        Instant now = Instant.now();
        assertThat(firewall.read(now).get(longer.network()).orElseThrow().until())
                .isBetween(now.getEpochSecond() + 999_900, now.getEpochSecond() + 1_000_000);
    }

    @Test
    void whatIsForeignIsReadAndCanBeTakenOut() throws FirewallException {
        firewall.rebuild(wanted(), Instant.now());
        server(
                "ipset add doorward_24 10.0.0.0/8; ipset add doorward_24 10.1.1.1; ipset add doorward_4 10.1.1.2 timeout 0");
        assertThat(firewall.read(Instant.now()).size()).isEqualTo(3);
        assertThat(firewall.read(Instant.now())
                        .get(network("10.1.1.2/32"))
                        .orElseThrow()
                        .until())
                .isEqualTo(Long.MAX_VALUE);

        end("10.0.0.0/8", "10.1.1.1/32", "10.1.1.2/32");
        assertThat(firewall.read(Instant.now()).size()).isZero();
    }

    @Test
    void whatCannotBeDoneIsSaidByItsKind() throws FirewallException {
        assertThatExceptionOfType(FirewallException.class)
                .isThrownBy(() -> begin(ban(CLIENT4 + "/32", 600)))
                .matches(failure -> failure.kind() == Kind.GONE);
        assertThatExceptionOfType(FirewallException.class)
                .isThrownBy(() -> firewall.sleep(true))
                .matches(failure -> failure.kind() == Kind.GONE);
        IpsetSettings nowhere = new IpsetSettings(
                "doorward", Set.of(25), Action.DROP, 10, name -> List.of("/nowhere/" + name), Duration.ofSeconds(5));
        assertThatExceptionOfType(FirewallException.class)
                .isThrownBy(new IpsetFirewall(nowhere)::look)
                .matches(failure -> failure.kind() == Kind.MISSING);
    }
}
