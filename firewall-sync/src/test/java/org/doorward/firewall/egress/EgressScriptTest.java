package org.doorward.firewall.egress;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.doorward.firewall.egress.EgressSettings.Mode;
import org.doorward.firewall.egress.EgressSettings.Where;
import org.doorward.store.net.Cidr;
import org.junit.jupiter.api.Test;

class EgressScriptTest {

    @Test
    void letsOnlyTheNamedUsersOpenConnectionsFromHere() {
        assertThat(EgressScript.install(
                        settings(Where.OUTPUT, Mode.ENFORCE), List.of(105L, 0L), networks("10.0.0.0/8")))
                .isEqualTo("""
                        add table inet doorward_egress
                        delete table inet doorward_egress
                        add table inet doorward_egress
                        add counter inet doorward_egress allowed
                        add counter inet doorward_egress rogue
                        add set inet doorward_egress local4 { type ipv4_addr; flags interval; }
                        add element inet doorward_egress local4 { 10.0.0.0/8 }
                        add set inet doorward_egress local6 { type ipv6_addr; flags interval; }
                        add set inet doorward_egress rogue_users { typeof meta skuid; flags dynamic, timeout; timeout 1d; size 4096; }
                        add chain inet doorward_egress from_here
                        add rule inet doorward_egress from_here ip daddr @local4 return
                        add rule inet doorward_egress from_here ip6 daddr @local6 return
                        add rule inet doorward_egress from_here meta skuid { 0, 105 } counter name allowed return
                        add rule inet doorward_egress from_here update @rogue_users { meta skuid counter }
                        add rule inet doorward_egress from_here counter name rogue reject with tcp reset
                        add chain inet doorward_egress output { type filter hook output priority filter; policy accept; }
                        add rule inet doorward_egress output tcp dport 25 tcp flags & (fin | syn | rst | ack) == syn jump from_here
                        """);
    }

    @Test
    void letsOnlyTheNamedHostsConnectThroughHere() {
        String script = EgressScript.install(settings(Where.FORWARD, Mode.ENFORCE), List.of(), List.of());
        assertThat(script)
                .contains("add element inet doorward_egress allow4 { 10.7.0.3/32 }\n")
                .contains("add element inet doorward_egress allow6 { 2001:db8:7::3/128 }\n")
                .contains("through_here ip saddr @allow4 counter name allowed return\n")
                .contains("through_here counter name rogue reject with tcp reset\n")
                .contains("hook forward")
                .doesNotContain("hook output", "skuid");
    }

    @Test
    void refusesNothingWhereItOnlyObserves() {
        assertThat(EgressScript.install(settings(Where.BOTH, Mode.OBSERVE), List.of(), List.of()))
                .contains("hook forward", "hook output", "counter name rogue\n")
                .doesNotContain("reject", "drop");
    }

    static EgressSettings settings(Where where, Mode mode) {
        return new EgressSettings(true, where, networks("10.7.0.3/32", "2001:db8:7::3/128"), List.of("postfix"), mode);
    }

    static List<Cidr> networks(String... networks) {
        return List.of(networks).stream()
                .map(network -> Cidr.parse(network).orElseThrow())
                .toList();
    }
}
