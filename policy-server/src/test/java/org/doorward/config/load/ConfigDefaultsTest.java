package org.doorward.config.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.doorward.config.AccessConfig;
import org.doorward.config.AdminConfig;
import org.doorward.config.BanConfig;
import org.doorward.config.DecisionConfig;
import org.doorward.config.DnsConfig;
import org.doorward.config.DnsblConfig;
import org.doorward.config.DoorwardConfig;
import org.doorward.config.EgressConfig;
import org.doorward.config.ExemptConfig;
import org.doorward.config.FirewallConfig;
import org.doorward.config.GreylistConfig;
import org.doorward.config.HeloConfig;
import org.doorward.config.ListenAddress;
import org.doorward.config.LogConfig;
import org.doorward.config.OwnListConfig;
import org.doorward.config.RateConfig;
import org.doorward.config.ReverseNameConfig;
import org.doorward.config.SenderConfig;
import org.doorward.config.ServerConfig;
import org.doorward.config.SpamtrapConfig;
import org.doorward.config.SpfConfig;
import org.doorward.config.StoreSection;
import org.doorward.config.Tripwire;
import org.doorward.config.Vector;
import org.doorward.config.WatchConfig;
import org.doorward.store.net.Cidr;
import org.doorward.watch.LineParser;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The defaults, written down a second time. */
class ConfigDefaultsTest {

    @TempDir
    Path directory;

    private DoorwardConfig config;

    @BeforeEach
    void loadWithoutAnyFile() {
        config = new Configurations(directory).loaded().config();
    }

    @Test
    void postfix_and_the_operator_ask_on_loopback() {
        assertThat(config.listen()).containsExactly(new ListenAddress.Inet("127.0.0.1", 60000));
        assertThat(config.admin())
                .isEqualTo(new AdminConfig(new ListenAddress.Inet("127.0.0.1", 60080), "", Optional.empty()));
    }

    @Test
    void verdicts_count() {
        assertThat(config.mode()).isEqualTo(DoorwardConfig.Mode.ENFORCE);
    }

    @Test
    void the_server_has_bounds() {
        assertThat(config.server())
                .isEqualTo(new ServerConfig(
                        0660,
                        "",
                        false,
                        ServerConfig.Transport.AUTO,
                        0,
                        1024,
                        4096,
                        10_000,
                        4096,
                        65_536,
                        128,
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(330)));
    }

    @Test
    void a_decision_takes_five_seconds_at_most() {
        assertThat(config.decision())
                .isEqualTo(new DecisionConfig(Duration.ofSeconds(5), 15.0, 2, Set.of(), "Rejected"));
    }

    @Test
    void loopback_users_and_the_postmaster_are_exempt() {
        List<Cidr> loopback = List.of(
                Cidr.parse("127.0.0.0/8").orElseThrow(), Cidr.parse("::1").orElseThrow());
        assertThat(config.exempt()).isEqualTo(new ExemptConfig(true, loopback, List.of("postmaster@", "abuse@")));
    }

    @Test
    void the_access_lists_are_empty() {
        assertThat(config.access())
                .isEqualTo(new AccessConfig(List.of(), List.of(), List.of(), List.of(), "Access denied", List.of()));
    }

    @Test
    void offences_fade_within_a_week_and_lists_within_a_day() {
        assertThat(config.score().behaviour()).isEqualTo(Duration.ofDays(7));
        assertThat(config.score().listing()).isEqualTo(Duration.ofDays(1));
        assertThat(config.score().cap()).isEqualTo(30);
        assertThat(config.score().points())
                .containsAllEntriesOf(Map.of(
                        Vector.DNSBL, 5.0,
                        Vector.OWN_LIST, 5.0,
                        Vector.BAD_HELO, 3.0,
                        Vector.BAD_NAME, 1.0,
                        Vector.BAD_SENDER, 2.0,
                        Vector.SPF_FAIL, 3.0,
                        Vector.SPAMTRAP, 20.0))
                .containsAllEntriesOf(Map.of(
                        Vector.UNKNOWN_USER, 1.0,
                        Vector.RELAY_DENIED, 5.0,
                        Vector.AUTH_FAILED, 2.0,
                        Vector.PORT_PROBE, 1.0,
                        Vector.ACCESS_DENIED, 1.0,
                        Vector.RATE_LIMIT, 0.0))
                .containsAllEntriesOf(Map.of(
                        Vector.PREGREET, 5.0,
                        Vector.NON_SMTP, 20.0,
                        Vector.PIPELINING, 3.0,
                        Vector.BARE_NEWLINE, 1.0,
                        Vector.COMMAND_LIMIT, 3.0,
                        Vector.HANGUP, 0.0,
                        Vector.TLS_ERROR, 0.0,
                        Vector.CONTENT, 1.0,
                        Vector.NAME_MISMATCH, 0.0,
                        Vector.SPAM, 3.0))
                .hasSize(23);
        assertThat(config.score().tripwires())
                .isEqualTo(Map.of(
                        Vector.DNSBL, new Tripwire(3, Duration.ofSeconds(60)),
                        Vector.SPAMTRAP, new Tripwire(1, Duration.ofHours(1)),
                        Vector.UNKNOWN_USER, new Tripwire(10, Duration.ofHours(1)),
                        Vector.RELAY_DENIED, new Tripwire(3, Duration.ofHours(1)),
                        Vector.AUTH_FAILED, new Tripwire(5, Duration.ofMinutes(10)),
                        Vector.PORT_PROBE, new Tripwire(10, Duration.ofMinutes(10)),
                        Vector.NON_SMTP, new Tripwire(1, Duration.ofHours(1))));
    }

    @Test
    void bans_last_an_hour_then_a_day_a_week_and_a_month() {
        assertThat(config.ban())
                .isEqualTo(new BanConfig(
                        true,
                        20,
                        List.of(Duration.ofHours(1), Duration.ofDays(1), Duration.ofDays(7), Duration.ofDays(30)),
                        Duration.ofDays(30),
                        10,
                        "",
                        List.of(),
                        Duration.ofMinutes(5),
                        Duration.ofMinutes(10),
                        Duration.ZERO));
    }

    @Test
    void nothing_is_limited() {
        assertThat(config.rate()).isEqualTo(new RateConfig(List.of(), 20_000, 32, 64));
    }

    @Test
    void an_entry_of_the_own_list_rejects_alone() {
        assertThat(config.ownList())
                .isEqualTo(new OwnListConfig(List.of(), config.decision().rejectAt()));
    }

    @Test
    void there_are_no_spamtraps() {
        assertThat(config.spamtrap())
                .isEqualTo(new SpamtrapConfig(List.of(), List.of(), "User unknown in local recipient table"));
    }

    @Test
    void bad_names_are_worth_a_few_points_each() {
        assertThat(config.helo()).isEqualTo(new HeloConfig(true, List.of(), 5.0, 3.0, 2.0, 3.0, 2.0));
        assertThat(config.reverseName()).isEqualTo(new ReverseNameConfig(true, 1.0, 1.0, 1.5));
        assertThat(config.sender()).isEqualTo(new SenderConfig(true, 3.0, 5.0, 1.0));
    }

    @Test
    void spf_is_worth_a_few_points_and_large_senders_are_known() {
        assertThat(config.spf())
                .isEqualTo(new SpfConfig(
                        true,
                        3.0,
                        1.0,
                        Duration.ofHours(1),
                        List.of(
                                "google.com",
                                "outlook.com",
                                "spf.protection.outlook.com",
                                "amazonses.com",
                                "icloud.com",
                                "gmx.net",
                                "web.de",
                                "sendgrid.net",
                                "mailgun.org",
                                "spf.messagingengine.com",
                                "_spf.protonmail.ch"),
                        Duration.ofHours(6)));
    }

    @Test
    void everyone_is_greylisted_for_three_minutes() {
        assertThat(config.greylist())
                .isEqualTo(new GreylistConfig(
                        true,
                        GreylistConfig.Scope.EVERYONE,
                        Duration.ofMinutes(3),
                        Duration.ofHours(24),
                        Duration.ofHours(48),
                        Duration.ofDays(36),
                        24,
                        64,
                        true,
                        5,
                        Duration.ofHours(1),
                        1.0,
                        List.of(),
                        List.of(),
                        List.of(),
                        true,
                        "Greylisted, please try again in {seconds} seconds",
                        Optional.empty()));
    }

    @Test
    void the_dns_is_asked_twice_at_two_seconds_each() {
        assertThat(config.dns())
                .isEqualTo(new DnsConfig(
                        List.of(),
                        Duration.ofSeconds(2),
                        1,
                        1_000,
                        50_000,
                        Duration.ofSeconds(60),
                        Duration.ofHours(1),
                        Duration.ofMinutes(5),
                        Duration.ofMinutes(15),
                        Duration.ofSeconds(60)));
    }

    @Test
    void three_lists_are_asked_and_none_has_a_word_that_rejects_alone() {
        DnsblConfig dnsbl = config.dnsbl();

        assertThat(dnsbl.patience()).isEqualTo(Duration.ofSeconds(4));
        assertThat(dnsbl.probeEvery()).isEqualTo(Duration.ofMinutes(30));
        assertThat(dnsbl.parkLeast()).isEqualTo(Duration.ofMinutes(20));
        assertThat(dnsbl.parkMost()).isEqualTo(Duration.ofHours(24));
        assertThat(dnsbl.cacheEntries()).isEqualTo(50_000);
        assertThat(dnsbl.lists())
                .extracting(DnsblConfig.DnsList::zone)
                .containsExactly("zen.spamhaus.org", "bl.spamcop.net", "list.dnswl.org");
        assertThat(dnsbl.lists())
                .flatExtracting(DnsblConfig.DnsList::weights)
                .extracting(weight -> weight.reply() + " " + weight.points())
                .containsExactly(
                        "127.0.0.[2;3] 4.0",
                        "127.0.0.[4..7] 4.0",
                        "127.0.0.9 7.0",
                        "127.0.0.[10;11] 3.0",
                        "127.0.0.2 2.0",
                        "127.0.[0..254].1 -2.0",
                        "127.0.[0..254].2 -4.0",
                        "127.0.[0..254].3 -6.0");
    }

    @Test
    void the_firewall_is_nobodys_until_somebody_starts_the_worker() {
        assertThat(config.firewall())
                .isEqualTo(new FirewallConfig(
                        false,
                        FirewallConfig.Backend.NFTABLES,
                        FirewallConfig.Action.DROP,
                        "doorward",
                        List.of(25),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        new FirewallConfig.Timing(
                                Duration.ofSeconds(15), Duration.ofMinutes(30), Duration.ofMinutes(1)),
                        new FirewallConfig.Limits(500_000, 200_000, 3000),
                        FirewallConfig.Foreign.REMOVE,
                        FirewallConfig.OnStop.KEEP,
                        List.of(22),
                        List.of(),
                        Duration.ofHours(12),
                        new FirewallConfig.DropWidest(8, 19),
                        List.of(),
                        Optional.empty()));
    }

    @Test
    void mail_may_leave_from_everywhere_until_somebody_locks_it() {
        assertThat(config.watch())
                .isEqualTo(new WatchConfig(
                        List.of(),
                        List.of(),
                        Optional.empty(),
                        WatchConfig.KernelLog.NONE,
                        LineParser.Settings.USUAL_PREFIXES,
                        false,
                        ZoneId.systemDefault(),
                        List.of()));
        assertThat(config.egress())
                .isEqualTo(new EgressConfig(
                        false, EgressConfig.Where.OUTPUT, List.of(), List.of("postfix"), EgressConfig.Mode.ENFORCE));
    }

    @Test
    void the_store_forces_to_disk_once_a_second() {
        assertThat(config.store())
                .isEqualTo(new StoreSection(
                        StoreSection.Sync.SECOND,
                        1000,
                        10_000,
                        Duration.ofHours(1),
                        100_000,
                        12_000_000,
                        Duration.ofDays(30),
                        Duration.ofDays(180),
                        100_000,
                        16 * 1024 * 1024,
                        4,
                        2000,
                        2000,
                        1_000_000,
                        Duration.ofDays(14),
                        StoreSection.WhenDamaged.STOP));
    }

    @Test
    void decisions_are_logged_as_text() {
        assertThat(config.log()).isEqualTo(new LogConfig(LogConfig.Format.TEXT, LogConfig.Level.INFO, true));
    }
}
