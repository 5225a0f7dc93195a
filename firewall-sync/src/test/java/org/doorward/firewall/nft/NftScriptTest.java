package org.doorward.firewall.nft;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.doorward.firewall.BanChanges;
import org.doorward.firewall.BanSet;
import org.doorward.firewall.FirewallBan;
import org.doorward.firewall.Wanted;
import org.doorward.firewall.nft.NftSettings.Action;
import org.doorward.store.net.Cidr;
import org.junit.jupiter.api.Test;

class NftScriptTest {

    private static final Instant NOW = Instant.ofEpochSecond(1_764_150_000L, 400_000_000L);
    private static final long SECOND = NOW.getEpochSecond();

    private final NftScript script = script(NftSettings.DEFAULT);

    private static NftScript script(NftSettings settings) {
        return new NftScript(settings.table(), new NftRules(settings));
    }

    private static FirewallBan ban(String network, long seconds) {
        return new FirewallBan(network(network), SECOND + seconds, "B7K2M9QX");
    }

    private static Cidr network(String text) {
        return Cidr.parse(text).orElseThrow();
    }

    @Test
    void aPlanMakesTheWholeTableInOneTransaction() {
        Wanted wanted = new Wanted(
                BanSet.of(List.of(
                        ban("198.51.100.9/32", 60),
                        ban("198.51.100.7/32", 3600),
                        ban("10.1.2.0/24", 86_400),
                        ban("2001:db8:1:2::/64", 7))),
                List.of(network("127.0.0.0/8"), network("::1/128")),
                List.of(network("10.64.0.0/10"), network("2001:db8:dead::/48")));

        String text = script.plan(wanted, NOW, 20).replaceAll("/14 [0-9a-f]{8}\"", "/14 FINGERPRINT\"");

        assertThat(text).isEqualTo("""
                add table inet doorward
                delete table inet doorward
                table inet doorward {
                	counter banned4 {
                	}
                	counter banned6 {
                	}
                	counter dropped4 {
                	}
                	counter dropped6 {
                	}
                	set b4_32 {
                		type ipv4_addr; flags timeout; size 505000;
                		elements = {
                			198.51.100.7 timeout 3600s,
                			198.51.100.9 timeout 60s,
                		}
                	}
                	set knock4_32 {
                		type ipv4_addr; flags dynamic,timeout; timeout 1d; size 65536;
                	}
                	set b4_24 {
                		type ipv4_addr; flags timeout; size 505000;
                		elements = {
                			10.1.2.0 timeout 86400s,
                		}
                	}
                	set knock4_24 {
                		type ipv4_addr; flags dynamic,timeout; timeout 1d; size 65536;
                	}
                	set b6_64 {
                		type ipv6_addr; flags timeout; size 505000;
                		elements = {
                			2001:db8:1:2:: timeout 7s,
                		}
                	}
                	set knock6_64 {
                		type ipv6_addr; flags dynamic,timeout; timeout 1d; size 65536;
                	}
                	set allow4 {
                		type ipv4_addr; flags interval;
                		elements = {
                			127.0.0.0/8,
                		}
                	}
                	set allow6 {
                		type ipv6_addr; flags interval;
                		elements = {
                			::1,
                		}
                	}
                	set drop4 {
                		type ipv4_addr; flags interval;
                		elements = {
                			10.64.0.0/10,
                		}
                	}
                	set drop6 {
                		type ipv6_addr; flags interval;
                		elements = {
                			2001:db8:dead::/48,
                		}
                	}
                	chain prerouting {
                		type filter hook prerouting priority -300; policy accept;
                		tcp dport { 25 } goto mail comment "doorward 1/14 FINGERPRINT"
                	}
                	chain mail {
                		ip saddr @allow4 accept comment "doorward 2/14 FINGERPRINT"
                		ip6 saddr @allow6 accept comment "doorward 3/14 FINGERPRINT"
                		ip saddr @b4_32 goto banned4_32 comment "doorward 4/14 FINGERPRINT"
                		ip saddr & 255.255.255.0 @b4_24 goto banned4_24 comment "doorward 5/14 FINGERPRINT"
                		ip6 saddr & ffff:ffff:ffff:ffff:: @b6_64 goto banned6_64 comment "doorward 6/14 FINGERPRINT"
                		ip saddr @drop4 counter name dropped4 drop comment "doorward 7/14 FINGERPRINT"
                		ip6 saddr @drop6 counter name dropped6 drop comment "doorward 8/14 FINGERPRINT"
                	}
                	chain banned4_32 {
                		tcp flags & (fin | syn | rst | ack) == syn update @knock4_32 { ip saddr counter } comment "doorward 9/14 FINGERPRINT"
                		counter name banned4 drop comment "doorward 10/14 FINGERPRINT"
                	}
                	chain banned4_24 {
                		tcp flags & (fin | syn | rst | ack) == syn update @knock4_24 { ip saddr & 255.255.255.0 counter } comment "doorward 11/14 FINGERPRINT"
                		counter name banned4 drop comment "doorward 12/14 FINGERPRINT"
                	}
                	chain banned6_64 {
                		tcp flags & (fin | syn | rst | ack) == syn update @knock6_64 { ip6 saddr & ffff:ffff:ffff:ffff:: counter } comment "doorward 13/14 FINGERPRINT"
                		counter name banned6 drop comment "doorward 14/14 FINGERPRINT"
                	}
                }
                """);
    }

    @Test
    void changesAreAddedAndDeletedBeforeTheyAreMadeSoThatNoneCanFailAndEndsComeFirst() {
        BanChanges changes = new BanChanges(
                List.of(network("198.51.100.1/32"), network("2001:db8::/64")),
                List.of(ban("198.51.100.7/32", 3600), ban("10.1.2.0/24", 60)));

        assertThat(script.apply(changes, NOW).text()).isEqualTo("""
                add element inet doorward b4_32 {
                	198.51.100.1,
                }
                delete element inet doorward b4_32 {
                	198.51.100.1,
                }
                add element inet doorward b6_64 {
                	2001:db8::,
                }
                delete element inet doorward b6_64 {
                	2001:db8::,
                }
                add element inet doorward b4_32 {
                	198.51.100.7,
                }
                delete element inet doorward b4_32 {
                	198.51.100.7,
                }
                add element inet doorward b4_32 {
                	198.51.100.7 timeout 3600s,
                }
                add element inet doorward b4_24 {
                	10.1.2.0,
                }
                delete element inet doorward b4_24 {
                	10.1.2.0,
                }
                add element inet doorward b4_24 {
                	10.1.2.0 timeout 60s,
                }
                """);
    }

    @Test
    void aNetworkThatIsNamedTwiceIsWrittenOnceAndItsLastBanCounts() {
        Cidr network = network("198.51.100.7/32");
        BanChanges changes = new BanChanges(
                List.of(network, network), List.of(ban("198.51.100.7/32", 10), ban("198.51.100.7/32", 20)));

        assertThat(script.apply(changes, NOW).text()).isEqualTo("""
                add element inet doorward b4_32 {
                	198.51.100.7,
                }
                delete element inet doorward b4_32 {
                	198.51.100.7,
                }
                add element inet doorward b4_32 {
                	198.51.100.7 timeout 20s,
                }
                """);
    }

    @Test
    void aBanThatHasEndedIsTakenAwayAndNotPutThere() {
        String changes = script.apply(new BanChanges(List.of(), List.of(ban("198.51.100.7/32", 0))), NOW)
                .text();
        String rebuild = script.rebuild(wanted(ban("198.51.100.7/32", 0), ban("198.51.100.8/32", -9)), NOW)
                .text();

        assertThat(changes).contains("delete element").doesNotContain("timeout");
        assertThat(rebuild).doesNotContain("198.51.100");
    }

    @Test
    void everyElementHasATimeOfOneSecondToTenYears() {
        String text = script.rebuild(
                        wanted(
                                ban("198.51.100.1/32", 1),
                                new FirewallBan(network("198.51.100.2/32"), Long.MAX_VALUE, ""),
                                ban("198.51.100.3/32", NftScript.LONGEST_SECONDS + 1),
                                ban("198.51.100.4/32", 100_000_001),
                                ban("198.51.100.5/32", 99_999_999)),
                        NOW)
                .text();

        assertThat(text)
                .contains("198.51.100.1 timeout 1s,")
                .contains("198.51.100.2 timeout 3650d0s,")
                .contains("198.51.100.3 timeout 3650d0s,")
                // Of seconds alone nft reads no more than eight digits.
                .contains("198.51.100.4 timeout 1157d35201s,")
                .contains("198.51.100.5 timeout 99999999s,");
    }

    @Test
    void aNetworkOfAnotherLengthIsLeftOut() {
        BanChanges changes = new BanChanges(List.of(network("10.0.0.0/8")), List.of(ban("198.51.100.0/25", 9)));

        assertThat(script.apply(changes, NOW).text()).isEmpty();
        assertThat(script.rebuild(wanted(ban("0.0.0.0/0", 9)), NOW).text()).doesNotContain("0.0.0.0");
    }

    @Test
    void networksThatLieInOthersAreLeftOutForNftRefusesThem() {
        List<Cidr> nested = List.of(
                network("10.1.0.0/16"),
                network("10.0.0.0/8"),
                network("10.0.0.0/8"),
                network("11.0.0.0/8"),
                network("2001:db8::1/128"));

        assertThat(script.replace(nested, List.of()).text()).isEqualTo("""
                flush set inet doorward allow4
                flush set inet doorward allow6
                flush set inet doorward drop4
                flush set inet doorward drop6
                add element inet doorward allow4 {
                	10.0.0.0/8,
                	11.0.0.0/8,
                }
                add element inet doorward allow6 {
                	2001:db8::1,
                }
                """);
    }

    @Test
    void theActionIsAllThatDiffersBetweenDroppingAndObserving() {
        Wanted nothing = wanted();
        String drop = script.rebuild(nothing, NOW).text();
        String observe = script(NftSettings.DEFAULT.withAction(Action.OBSERVE))
                .rebuild(nothing, NOW)
                .text();
        String reset = script(NftSettings.DEFAULT.withAction(Action.RESET))
                .rebuild(nothing, NOW)
                .text();

        assertThat(observe).contains("counter name banned4 accept").doesNotContain(" drop comment");
        assertThat(reset).contains("counter name banned4 reject with tcp reset");
        assertThat(withoutFingerprint(observe).replaceAll("(counter name \\w+) accept", "$1 drop"))
                .isEqualTo(withoutFingerprint(drop));
    }

    @Test
    void theFingerprintTellsTablesOfOtherSettingsApart() {
        List<String> comments = List.of(
                comment(NftSettings.DEFAULT),
                comment(NftSettings.DEFAULT.withPorts(Set.of(25, 465))),
                comment(NftSettings.DEFAULT.withAction(Action.RESET)),
                comment(NftSettings.DEFAULT.withMost(10, 10)));

        assertThat(comments).doesNotHaveDuplicates();
        assertThat(comment(NftSettings.DEFAULT.withProgram(List.of("nft")))).isEqualTo(comments.get(0));
    }

    @Test
    void severalPortsAreWrittenInTheirOrder() {
        assertThat(script(NftSettings.DEFAULT.withPorts(Set.of(587, 25, 465)))
                        .rebuild(wanted(), NOW)
                        .text())
                .contains("tcp dport { 25, 465, 587 } goto mail");
    }

    @Test
    void aPlanIsTheRebuildInOrderWithTheFirstElementsAndTheNumberOfTheOthers() {
        Wanted wanted = wanted(IntStream.range(0, 25)
                .mapToObj(i -> ban("198.51.100." + i + "/32", 60))
                .toArray(FirewallBan[]::new));

        assertThat(script.plan(wanted, NOW, 25).lines())
                .containsExactlyInAnyOrderElementsOf(
                        script.rebuild(wanted, NOW).text().lines().toList());
        assertThat(script.plan(wanted, NOW, 20))
                .contains("\t\t\t198.51.100.19 timeout 60s,\n\t\t\t# ... and 5 more\n\t\t}\n")
                .doesNotContain("198.51.100.20 ");
    }

    @Test
    void puttingToSleepFailsWhereThereIsNoTableInsteadOfMakingAnEmptyOne() {
        assertThat(script.sleep(true))
                .startsWith("flush set inet doorward knock4_32\n")
                .endsWith("add table inet doorward { flags dormant; }\n");
        assertThat(script.sleep(false)).endsWith("add table inet doorward\n");
    }

    private static Wanted wanted(FirewallBan... bans) {
        return new Wanted(BanSet.of(List.of(bans)), List.of(), List.of());
    }

    private static String comment(NftSettings settings) {
        return new NftRules(settings).comments().get(NftRules.ENTRANCE).get(0);
    }

    private static String withoutFingerprint(String script) {
        return script.replaceAll("[0-9a-f]{8}\"\n", "\"\n");
    }
}
