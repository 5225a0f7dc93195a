package org.doorward.firewall.egress;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.util.List;
import java.util.Map;
import org.doorward.firewall.Firewall.Look;
import org.doorward.firewall.Firewall.State;
import org.doorward.firewall.egress.EgressSettings.Mode;
import org.doorward.firewall.egress.EgressSettings.Where;
import org.doorward.store.net.Cidr;
import org.junit.jupiter.api.Test;

class EgressScriptTest {

    @Test
    void letsOnlyTheNamedUsersOpenConnectionsFromHere() {
        assertThat(new EgressScript(settings(Where.OUTPUT, Mode.ENFORCE), List.of(105L, 0L), networks("10.0.0.0/8"))
                        .install()
                        .replaceAll(" [0-9a-f]{8}\"", "\""))
                .isEqualTo("""
                        add table inet doorward_egress
                        delete table inet doorward_egress
                        add table inet doorward_egress
                        add counter inet doorward_egress allowed
                        add counter inet doorward_egress rogue
                        add set inet doorward_egress local4 { type ipv4_addr; flags constant, interval; }
                        add element inet doorward_egress local4 { 10.0.0.0/8 }
                        add set inet doorward_egress local6 { type ipv6_addr; flags constant, interval; }
                        add set inet doorward_egress rogue_users { typeof meta skuid; flags dynamic, timeout; timeout 1d; size 4096; }
                        add chain inet doorward_egress from_here
                        add rule inet doorward_egress from_here ip daddr @local4 return comment "doorward 1/6"
                        add rule inet doorward_egress from_here ip6 daddr @local6 return comment "doorward 2/6"
                        add rule inet doorward_egress from_here meta skuid { 0, 105 } counter name allowed return comment "doorward 3/6"
                        add rule inet doorward_egress from_here update @rogue_users { meta skuid counter } comment "doorward 4/6"
                        add rule inet doorward_egress from_here counter name rogue reject with tcp reset comment "doorward 5/6"
                        add chain inet doorward_egress output { type filter hook output priority 0; policy accept; }
                        add rule inet doorward_egress output tcp dport 25 tcp flags & (fin | syn | rst | ack) == syn jump from_here comment "doorward 6/6"
                        """);
    }

    @Test
    void letsOnlyTheNamedHostsConnectThroughHere() {
        String script = new EgressScript(settings(Where.FORWARD, Mode.ENFORCE), List.of(), List.of()).install();
        assertThat(script)
                .contains("add element inet doorward_egress allow4 { 10.7.0.3/32 }\n")
                .contains("add element inet doorward_egress allow6 { 2001:db8:7::3/128 }\n")
                .contains("through_here ip saddr @allow4 counter name allowed return comment")
                .contains("through_here counter name rogue reject with tcp reset comment")
                .contains("hook forward")
                .doesNotContain("hook output", "skuid");
    }

    @Test
    void refusesNothingWhereItOnlyObserves() {
        assertThat(new EgressScript(settings(Where.BOTH, Mode.OBSERVE), List.of(), List.of()).install())
                .contains("hook forward", "hook output", "counter name rogue comment")
                .doesNotContain("reject", "drop");
    }

    @Test
    void isInPlaceOnlyAsItWasMade() throws Exception {
        EgressScript script = new EgressScript(settings(Where.OUTPUT, Mode.OBSERVE), List.of(), List.of());
        String listing = """
                table inet other {
                \tcounter rogue {
                \t\tpackets 7 bytes 420
                \t}
                }
                table inet doorward_egress {
                \tcounter allowed {
                \t\tpackets 0 bytes 0
                \t}

                \tcounter rogue {
                \t\tpackets 4 bytes 240
                \t}

                \tset local4 {
                \t\ttype ipv4_addr
                \t\tflags constant,interval
                \t}

                \tchain from_here {
                \t\tip daddr @local4 return comment "doorward 1/5 %1$s"
                \t\tip6 daddr @local6 return comment "doorward 2/5 %1$s"
                \t\tupdate @rogue_users { meta skuid counter } comment "doorward 3/5 %1$s"
                \t\tcounter name "rogue" comment "doorward 4/5 %1$s"
                \t}

                \tchain output {
                \t\ttype filter hook output priority 0; policy accept;
                \t\ttcp dport 25 tcp flags syn / fin,syn,rst,ack jump from_here comment "doorward 5/5 %1$s"
                \t}
                }
                table inet another {
                \tcounter allowed {
                \t\tpackets 9 bytes 9
                \t}
                }
                """.formatted(fingerprint(script));

        assertThat(script.look(new StringReader(listing)))
                .isEqualTo(new Look(State.IN_PLACE, "", Map.of("allowed", 0L, "rogue", 4L)));
        assertThat(look(script, listing.replace("doorward_egress {\n", "doorward_egress {\n\tflags dormant\n")))
                .isEqualTo(State.ASLEEP);
        assertThat(look(script, listing.replaceFirst("\t\tip6 daddr .*\n", ""))).isEqualTo(State.ALTERED);
        assertThat(look(script, listing.replaceAll("\t\t.* comment .*\n", ""))).isEqualTo(State.ALTERED);
        assertThat(look(script, listing.replace("priority 0; policy accept", "priority 0; policy drop")))
                .isEqualTo(State.ALTERED);
        assertThat(look(script, listing.replace("doorward_egress", "doorward_egress2")))
                .isEqualTo(State.GONE);
    }

    @Test
    void tellsOtherSettingsByTheFingerprint() {
        EgressScript some = new EgressScript(settings(Where.OUTPUT, Mode.OBSERVE), List.of(), List.of());
        EgressScript other = new EgressScript(settings(Where.OUTPUT, Mode.OBSERVE), List.of(), networks("10.0.0.0/8"));
        assertThat(fingerprint(some)).isNotEqualTo(fingerprint(other));
    }

    private static State look(EgressScript script, String listing) throws IOException {
        return script.look(new StringReader(listing)).state();
    }

    private static String fingerprint(EgressScript script) {
        String text = script.install();
        int end = text.lastIndexOf('"');
        return text.substring(end - 8, end);
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
