package org.doorward.config.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
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
import org.doorward.config.ScoreConfig;
import org.doorward.config.SenderConfig;
import org.doorward.config.ServerConfig;
import org.doorward.config.SpamtrapConfig;
import org.doorward.config.SpfConfig;
import org.doorward.config.StoreSection;
import org.doorward.config.Tripwire;
import org.doorward.config.Vector;
import org.doorward.config.WatchConfig;
import org.doorward.config.settings.Key;
import org.doorward.pattern.Parsed;
import org.doorward.pattern.ReplyPattern;
import org.doorward.store.net.Cidr;
import org.doorward.store.net.IpAddress;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every key at a value that is not its default, and where it arrives. */
class FullMappingTest {

    /** Every key's other value; DIR is the directory of the test. */
    private static final Map<String, String> OTHER = new TreeMap<>(Map.ofEntries(
            Map.entry("listen", "[\"inet:[::1]:60001\", \"unix:/run/doorward/policy\"]"),
            Map.entry("mode", "\"observe\""),
            Map.entry("state_dir", "\"DIR/state\""),
            Map.entry("admin.listen", "\"inet:localhost:60081\""),
            Map.entry("admin.token", "\"0123456789abcdef\""),
            Map.entry("admin.token_file", "\"/run/secrets/doorward\""),
            Map.entry("server.socket_mode", "\"0666\""),
            Map.entry("server.socket_group", "\"root\""),
            Map.entry("server.exim", "true"),
            Map.entry("server.transport", "\"nio\""),
            Map.entry("server.threads", "3"),
            Map.entry("server.backlog", "100"),
            Map.entry("server.max_connections", "200"),
            Map.entry("server.max_in_flight", "300"),
            Map.entry("server.line_limit", "\"8KiB\""),
            Map.entry("server.request_limit", "\"32KiB\""),
            Map.entry("server.attribute_limit", "64"),
            Map.entry("server.request_timeout", "\"20s\""),
            Map.entry("server.idle_timeout", "\"10m\""),
            Map.entry("decision.deadline", "\"6s\""),
            Map.entry("decision.reject_at", "10"),
            Map.entry("decision.reject_sources", "3"),
            Map.entry("decision.observe", "[\"access\", \"greylist\"]"),
            Map.entry("decision.reject_text", "\"No\""),
            Map.entry("rate.max_keys", "5000"),
            Map.entry("rate.prefix_v4", "24"),
            Map.entry("rate.prefix_v6", "56"),
            Map.entry(
                    "rate.limit",
                    "[{ name = \"users\", by = \"login\", count = \"recipients\", limit = 500, window = \"1h\","
                            + " action = \"defer\" }, { name = \"inside\", by = \"client\", count = \"connections\","
                            + " limit = 7, window = \"90s\", action = \"reject\", context = \"submission\", networks ="
                            + " [\"198.51.100.0/24\"], except = \"198.51.100.7\", authenticated = true, text = \"Enough\" }]"),
            Map.entry("exempt.authenticated", "false"),
            Map.entry("exempt.networks", "[\"198.51.100.0/24\", \"2001:db8::1\"]"),
            Map.entry("exempt.recipients", "[\"help@example.org\", \"/^list-/\"]"),
            Map.entry("access.client_files", "[\"DIR/clients\"]"),
            Map.entry("access.recipient_files", "\"DIR/recipients\""),
            Map.entry("access.deny_client_files", "[\"DIR/refused\"]"),
            Map.entry("access.deny_recipient_files", "[\"DIR/gone\"]"),
            Map.entry("access.deny_text", "\"Go away\""),
            Map.entry("access.allow", "[{ network = \"198.51.100.7\", note = \"why\", expires = 2027-01-31 }]"),
            Map.entry(
                    "access.deny",
                    "[{ name = \"example.net\", sender = \"a@example.net\", recipient = \"b@\","
                            + " expires = 2027-01-31T12:00:00+01:00 }]"),
            Map.entry("score.behaviour_half_life", "\"14d\""),
            Map.entry("score.listing_half_life", "\"12h\""),
            Map.entry("score.cap", "40"),
            Map.entry("score.points.dnsbl", "31"),
            Map.entry("score.tripwires.dnsbl", "\"2 in 2h\""),
            Map.entry("score.points.own_list", "32"),
            Map.entry("score.tripwires.own_list", "\"3 in 2h\""),
            Map.entry("score.points.bad_helo", "33"),
            Map.entry("score.tripwires.bad_helo", "\"4 in 2h\""),
            Map.entry("score.points.bad_name", "34"),
            Map.entry("score.tripwires.bad_name", "\"5 in 2h\""),
            Map.entry("score.points.bad_sender", "35"),
            Map.entry("score.tripwires.bad_sender", "\"6 in 2h\""),
            Map.entry("score.points.spf_fail", "36"),
            Map.entry("score.tripwires.spf_fail", "\"7 in 2h\""),
            Map.entry("score.points.spamtrap", "37"),
            Map.entry("score.tripwires.spamtrap", "\"8 in 2h\""),
            Map.entry("score.points.unknown_user", "38"),
            Map.entry("score.tripwires.unknown_user", "\"9 in 2h\""),
            Map.entry("score.points.relay_denied", "39"),
            Map.entry("score.tripwires.relay_denied", "\"10 in 2h\""),
            Map.entry("score.points.auth_failed", "40"),
            Map.entry("score.tripwires.auth_failed", "\"11 in 2h\""),
            Map.entry("score.points.port_probe", "41"),
            Map.entry("score.tripwires.port_probe", "\"12 in 2h\""),
            Map.entry("score.points.access_denied", "42"),
            Map.entry("score.tripwires.access_denied", "\"13 in 2h\""),
            Map.entry("score.points.rate_limit", "43"),
            Map.entry("score.tripwires.rate_limit", "\"14 in 2h\""),
            Map.entry("score.points.name_mismatch", "44"),
            Map.entry("score.tripwires.name_mismatch", "\"15 in 2h\""),
            Map.entry("score.points.pregreet", "45"),
            Map.entry("score.tripwires.pregreet", "\"16 in 2h\""),
            Map.entry("score.points.non_smtp", "46"),
            Map.entry("score.tripwires.non_smtp", "\"17 in 2h\""),
            Map.entry("score.points.pipelining", "47"),
            Map.entry("score.tripwires.pipelining", "\"18 in 2h\""),
            Map.entry("score.points.bare_newline", "48"),
            Map.entry("score.tripwires.bare_newline", "\"19 in 2h\""),
            Map.entry("score.points.command_limit", "49"),
            Map.entry("score.tripwires.command_limit", "\"20 in 2h\""),
            Map.entry("score.points.hangup", "50"),
            Map.entry("score.tripwires.hangup", "\"21 in 2h\""),
            Map.entry("score.points.tls_error", "51"),
            Map.entry("score.tripwires.tls_error", "\"22 in 2h\""),
            Map.entry("score.points.content", "52"),
            Map.entry("score.tripwires.content", "\"23 in 2h\""),
            Map.entry("score.points.spam", "53"),
            Map.entry("score.tripwires.spam", "\"24 in 2h\""),
            Map.entry("ban.enabled", "false"),
            Map.entry("ban.threshold", "25"),
            Map.entry("ban.ladder", "[\"2h\", \"2d\"]"),
            Map.entry("ban.quiet", "\"20d\""),
            Map.entry("ban.parole", "5"),
            Map.entry("ban.contact", "\"https://example.org/unban\""),
            Map.entry("ban.never", "[\"198.51.100.0/24\"]"),
            Map.entry("ban.disconnect", "\"1m\""),
            Map.entry("ban.knock_window", "\"3m\""),
            Map.entry("ban.early_end_after", "\"12h\""),
            Map.entry("own_list.files", "[\"DIR/own\"]"),
            Map.entry("own_list.points", "7.5"),
            Map.entry("spamtrap.recipients", "[\"old@example.org\", \"trap.example\"]"),
            Map.entry("spamtrap.files", "\"DIR/traps\""),
            Map.entry("spamtrap.text", "\"User unknown in virtual mailbox table\""),
            Map.entry("helo.enabled", "false"),
            Map.entry("helo.own_names", "[\"MX.example.net\"]"),
            Map.entry("helo.own_name_points", "5.5"),
            Map.entry("helo.literal_points", "3.5"),
            Map.entry("helo.not_full_points", "2.5"),
            Map.entry("helo.syntax_points", "4.5"),
            Map.entry("helo.missing_points", "1.5"),
            Map.entry("reverse_name.enabled", "false"),
            Map.entry("reverse_name.missing_points", "0.5"),
            Map.entry("reverse_name.unconfirmed_points", "0.6"),
            Map.entry("reverse_name.dynamic_points", "0.7"),
            Map.entry("sender.enabled", "false"),
            Map.entry("sender.no_mail_points", "3.1"),
            Map.entry("sender.null_mx_points", "5.1"),
            Map.entry("sender.is_recipient_points", "1.1"),
            Map.entry("spf.enabled", "false"),
            Map.entry("spf.fail_points", "3.2"),
            Map.entry("spf.softfail_points", "1.2"),
            Map.entry("spf.remember_at_most", "\"10m\""),
            Map.entry("spf.ranges_of", "[\"_spf.example.org\"]"),
            Map.entry("spf.ranges_every", "\"2h\""),
            Map.entry("greylist.enabled", "false"),
            Map.entry("greylist.scope", "\"suspicious\""),
            Map.entry("greylist.delay", "\"90s\""),
            Map.entry("greylist.retry_window", "\"12h\""),
            Map.entry("greylist.null_sender_window", "\"72h\""),
            Map.entry("greylist.passed_age", "\"40d\""),
            Map.entry("greylist.prefix_v4", "32"),
            Map.entry("greylist.prefix_v6", "56"),
            Map.entry("greylist.pools", "false"),
            Map.entry("greylist.auto_allow_after", "0"),
            Map.entry("greylist.auto_allow_every", "\"2h\""),
            Map.entry("greylist.suspicious_at", "2.5"),
            Map.entry("greylist.opt_in", "[\"in@example.org\"]"),
            Map.entry("greylist.opt_out", "[\"out@example.org\"]"),
            Map.entry("greylist.opt_out_files", "[\"DIR/recipients\"]"),
            Map.entry("greylist.header", "false"),
            Map.entry("greylist.text", "\"Wait {seconds} s\""),
            Map.entry("greylist.public_suffix_list", "\"DIR/suffixes\""),
            Map.entry("dns.servers", "[\"192.0.2.53\", \"[::1]:5353\"]"),
            Map.entry("dns.timeout", "\"1s\""),
            Map.entry("dns.retries", "2"),
            Map.entry("dns.in_flight", "500"),
            Map.entry("dns.cache_entries", "20_000"),
            Map.entry("dns.ttl_least", "\"30s\""),
            Map.entry("dns.ttl_most", "\"2h\""),
            Map.entry("dns.negative_ttl_least", "\"1m\""),
            Map.entry("dns.negative_ttl_most", "\"10m\""),
            Map.entry("dns.failure_ttl", "\"20s\""),
            Map.entry("dnsbl.defaults", "false"),
            Map.entry("dnsbl.patience", "\"1s\""),
            Map.entry("dnsbl.probe_every", "\"1h\""),
            Map.entry("dnsbl.park_least", "\"10m\""),
            Map.entry("dnsbl.park_most", "\"12h\""),
            Map.entry("dnsbl.cache_entries", "30_000"),
            Map.entry(
                    "dnsbl.list",
                    "[{ zone = \"KEY.zen.dq.spamhaus.net\", ask = [\"ipv4\", \"ipv6\"], txt = true,"
                            + " points = { \"127.0.0.2\" = 3, \"127.0.0.&8\" = -1.5 },"
                            + " page = \"https://example.org/?{address}\" },"
                            + " { zone = \"names.example\", name = \"list.names.example\", ask = \"helo\", points = 2,"
                            + " probe_listed = \"bad.example\", probe_clear = [], errors = \"127.0.0.3\" }]"),
            Map.entry("store.sync", "\"commit\""),
            Map.entry("store.batch_limit", "500"),
            Map.entry("store.queue_limit", "5000"),
            Map.entry("store.generation_span", "\"30m\""),
            Map.entry("store.generation_rows", "50_000"),
            Map.entry("store.pending_limit", "1_000_000"),
            Map.entry("store.offence_age", "\"20d\""),
            Map.entry("store.ban_age", "\"90d\""),
            Map.entry("store.cache_entries", "20_000"),
            Map.entry("store.database_cache", "\"1GiB\""),
            Map.entry("store.connections", "8"),
            Map.entry("store.verdict_queue", "3000"),
            Map.entry("store.verdict_rate", "100"),
            Map.entry("store.verdict_limit", "0"),
            Map.entry("store.verdict_age", "\"7d\""),
            Map.entry("store.when_damaged", "\"start_empty\""),
            Map.entry("firewall.in_serve", "true"),
            Map.entry("firewall.backend", "\"ipset\""),
            Map.entry("firewall.action", "\"reset\""),
            Map.entry("firewall.table", "\"mail_door\""),
            Map.entry("firewall.ports", "[25, 587]"),
            Map.entry("firewall.server", "\"inet:[::1]:60082\""),
            Map.entry("firewall.token_file", "\"/run/token\""),
            Map.entry("firewall.state_dir", "\"/var/lib/other\""),
            Map.entry("firewall.look_every", "\"5s\""),
            Map.entry("firewall.audit_every", "\"10m\""),
            Map.entry("firewall.audit_limit", "5000"),
            Map.entry("firewall.knocks_every", "\"30s\""),
            Map.entry("firewall.most_bans", "6000"),
            Map.entry("firewall.storm", "700"),
            Map.entry("firewall.foreign", "\"keep\""),
            Map.entry("firewall.on_stop", "\"sleep\""),
            Map.entry("firewall.ssh_ports", "[22, 2222]"),
            Map.entry("firewall.drop_lists", "[\"/etc/doorward/drop\", \"https://drop.example/v4.json\"]"),
            Map.entry("firewall.drop_every", "\"2h\""),
            Map.entry("firewall.drop_widest_v4", "12"),
            Map.entry("firewall.drop_widest_v6", "29"),
            Map.entry("firewall.command", "[\"/usr/local/bin/ban\", \"-q\"]"),
            Map.entry("firewall.metrics_file", "\"/run/doorward.prom\""),
            Map.entry("watch.files", "[\"/var/log/mail.log\", \"/var/log/kern.log\"]"),
            Map.entry("watch.journal", "[\"postfix@-.service\"]"),
            Map.entry("watch.syslog", "\"inet:127.0.0.1:5140\""),
            Map.entry("watch.kernel", "\"journal\""),
            Map.entry("watch.kernel_prefixes", "[\"probe:\"]"),
            Map.entry("watch.standard_input", "true"),
            Map.entry("watch.time_zone", "\"Europe/Berlin\""),
            Map.entry("watch.vector", "[{ name = \"web_login\", points = 2.5, tripwire = \"5 in 10m\" }]"),
            Map.entry(
                    "watch.rule",
                    "[{ name = \"webmail\", program = \"webmail\", pattern = \"^failed login from (?<address>[0-9.]+)\","
                            + " vector = \"spam\", sample = \"failed login from 198.51.100.7\" }]"),
            Map.entry("egress.enabled", "true"),
            Map.entry("egress.where", "\"both\""),
            Map.entry("egress.hosts", "[\"198.51.100.25\"]"),
            Map.entry("egress.users", "[\"postfix\", \"1000\"]"),
            Map.entry("egress.mode", "\"observe\""),
            Map.entry("log.format", "\"json\""),
            Map.entry("log.level", "\"debug\""),
            Map.entry("log.decisions", "false")));

    @TempDir
    Path directory;

    private Configurations configurations;

    @BeforeEach
    void createTheFilesThatAreNamed() {
        configurations = new Configurations(directory);
        List.of("clients", "recipients", "refused", "gone", "suffixes", "traps", "own")
                .forEach(configurations::create);
    }

    @Test
    void every_key_has_another_value_here() {
        assertThat(OTHER.keySet())
                .containsExactlyInAnyOrderElementsOf(
                        Keys.TABLE.keys().stream().map(Key::name).toList());
    }

    @Test
    void every_key_arrives_where_it_belongs() {
        DoorwardConfig config = configurations.file(everyKey()).loaded().config();

        assertThat(config.listen())
                .containsExactly(
                        new ListenAddress.Inet("::1", 60001), new ListenAddress.Unix(Path.of("/run/doorward/policy")));
        assertThat(config.mode()).isEqualTo(DoorwardConfig.Mode.OBSERVE);
        assertThat(config.stateDir()).isEqualTo(directory.resolve("state"));
        assertThat(config.admin())
                .isEqualTo(new AdminConfig(
                        new ListenAddress.Inet("localhost", 60081),
                        "0123456789abcdef",
                        Optional.of(Path.of("/run/secrets/doorward"))));
        assertThat(config.server())
                .isEqualTo(new ServerConfig(
                        0666,
                        "root",
                        true,
                        ServerConfig.Transport.NIO,
                        3,
                        100,
                        200,
                        300,
                        8192,
                        32_768,
                        64,
                        Duration.ofSeconds(20),
                        Duration.ofMinutes(10)));
        assertThat(config.decision())
                .isEqualTo(new DecisionConfig(Duration.ofSeconds(6), 10.0, 3, Set.of("access", "greylist"), "No"));
        assertThat(config.exempt())
                .isEqualTo(new ExemptConfig(
                        false,
                        List.of(network("198.51.100.0/24"), network("2001:db8::1")),
                        List.of("help@example.org", "/^list-/")));
        assertThat(config.access())
                .isEqualTo(new AccessConfig(
                        List.of(directory.resolve("clients")),
                        List.of(directory.resolve("recipients")),
                        List.of(directory.resolve("refused")),
                        List.of(directory.resolve("gone")),
                        "Go away",
                        List.of(denied(), allowed())));
        assertThat(config.rate()).isEqualTo(new RateConfig(limits(), 5000, 24, 56));
        assertThat(config.ownList()).isEqualTo(new OwnListConfig(List.of(directory.resolve("own")), 7.5));
        assertThat(config.spamtrap())
                .isEqualTo(new SpamtrapConfig(
                        List.of("old@example.org", "trap.example"),
                        List.of(directory.resolve("traps")),
                        "User unknown in virtual mailbox table"));
        assertThat(config.log()).isEqualTo(new LogConfig(LogConfig.Format.JSON, LogConfig.Level.DEBUG, false));
    }

    @Test
    void every_key_about_names_and_senders_arrives_where_it_belongs() {
        DoorwardConfig config = configurations.file(everyKey()).loaded().config();

        assertThat(config.helo()).isEqualTo(new HeloConfig(false, List.of("mx.example.net"), 5.5, 3.5, 2.5, 4.5, 1.5));
        assertThat(config.reverseName()).isEqualTo(new ReverseNameConfig(false, 0.5, 0.6, 0.7));
        assertThat(config.sender()).isEqualTo(new SenderConfig(false, 3.1, 5.1, 1.1));
        assertThat(config.spf())
                .isEqualTo(new SpfConfig(
                        false, 3.2, 1.2, Duration.ofMinutes(10), List.of("_spf.example.org"), Duration.ofHours(2)));
    }

    @Test
    void every_key_of_the_firewall_arrives_where_it_belongs() {
        DoorwardConfig config = configurations.file(everyKey()).loaded().config();

        assertThat(config.firewall())
                .isEqualTo(new FirewallConfig(
                        true,
                        FirewallConfig.Backend.IPSET,
                        FirewallConfig.Action.RESET,
                        "mail_door",
                        List.of(25, 587),
                        Optional.of(new ListenAddress.Inet("::1", 60082)),
                        Optional.of(Path.of("/run/token")),
                        Optional.of(Path.of("/var/lib/other")),
                        new FirewallConfig.Timing(
                                Duration.ofSeconds(5), Duration.ofMinutes(10), Duration.ofSeconds(30)),
                        new FirewallConfig.Limits(6000, 5000, 700),
                        FirewallConfig.Foreign.KEEP,
                        FirewallConfig.OnStop.SLEEP,
                        List.of(22, 2222),
                        List.of("/etc/doorward/drop", "https://drop.example/v4.json"),
                        Duration.ofHours(2),
                        new FirewallConfig.DropWidest(12, 29),
                        List.of("/usr/local/bin/ban", "-q"),
                        Optional.of(Path.of("/run/doorward.prom"))));
        WatchConfig watch = config.watch();
        assertThat(watch)
                .isEqualTo(new WatchConfig(
                        List.of(Path.of("/var/log/mail.log"), Path.of("/var/log/kern.log")),
                        List.of("postfix@-.service"),
                        Optional.of(new ListenAddress.Inet("127.0.0.1", 5140)),
                        WatchConfig.KernelLog.JOURNAL,
                        List.of("probe:"),
                        true,
                        ZoneId.of("Europe/Berlin"),
                        watch.rules()));
        assertThat(watch.rules()).singleElement().satisfies(rule -> {
            assertThat(rule.name()).isEqualTo("webmail");
            assertThat(rule.program()).isEqualTo("webmail");
            assertThat(rule.vector()).isEqualTo(Vector.SPAM);
            assertThat(rule.pattern().address("failed login from 198.51.100.8"))
                    .isEqualTo(IpAddress.parse("198.51.100.8"));
        });
        assertThat(config.egress())
                .isEqualTo(new EgressConfig(
                        true,
                        EgressConfig.Where.BOTH,
                        List.of(network("198.51.100.25")),
                        List.of("postfix", "1000"),
                        EgressConfig.Mode.OBSERVE));
    }

    @Test
    void every_key_of_the_dns_and_of_its_lists_arrives_where_it_belongs() throws Exception {
        DoorwardConfig config = configurations.file(everyKey()).loaded().config();

        assertThat(config.dns())
                .isEqualTo(new DnsConfig(
                        List.of(
                                new InetSocketAddress(InetAddress.getByAddress(new byte[] {(byte) 192, 0, 2, 53}), 53),
                                new InetSocketAddress(
                                        InetAddress.getByAddress(
                                                new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}),
                                        5353)),
                        Duration.ofSeconds(1),
                        2,
                        500,
                        20_000,
                        Duration.ofSeconds(30),
                        Duration.ofHours(2),
                        Duration.ofMinutes(1),
                        Duration.ofMinutes(10),
                        Duration.ofSeconds(20)));
        assertThat(config.dnsbl())
                .isEqualTo(new DnsblConfig(
                        List.of(keyedList(), namesList()),
                        Duration.ofSeconds(1),
                        Duration.ofHours(1),
                        Duration.ofMinutes(10),
                        Duration.ofHours(12),
                        30_000));
    }

    private static DnsblConfig.DnsList keyedList() {
        return new DnsblConfig.DnsList(
                "key.zen.dq.spamhaus.net",
                "zen.dq.spamhaus.net",
                Set.of(DnsblConfig.Subject.IPV4, DnsblConfig.Subject.IPV6),
                List.of(
                        new DnsblConfig.Weight(reply("127.0.0.2"), 3),
                        new DnsblConfig.Weight(reply("127.0.0.&8"), -1.5)),
                "https://example.org/?{address}",
                true,
                List.of("127.0.0.2", "::ffff:127.0.0.2"),
                List.of("127.0.0.1", "::ffff:127.0.0.1"),
                List.of());
    }

    private static DnsblConfig.DnsList namesList() {
        return new DnsblConfig.DnsList(
                "names.example",
                "list.names.example",
                Set.of(DnsblConfig.Subject.HELO),
                List.of(new DnsblConfig.Weight(ReplyPattern.ANY, 2)),
                "",
                false,
                List.of("bad.example"),
                List.of(),
                List.of(reply("127.0.0.3")));
    }

    private static ReplyPattern reply(String text) {
        return ((Parsed.Value<ReplyPattern>) ReplyPattern.parse(text)).value();
    }

    @Test
    void every_key_of_greylist_and_store_arrives_where_it_belongs() {
        DoorwardConfig config = configurations.file(everyKey()).loaded().config();

        assertThat(config.greylist())
                .isEqualTo(new GreylistConfig(
                        false,
                        GreylistConfig.Scope.SUSPICIOUS,
                        Duration.ofSeconds(90),
                        Duration.ofHours(12),
                        Duration.ofHours(72),
                        Duration.ofDays(40),
                        32,
                        56,
                        false,
                        0,
                        Duration.ofHours(2),
                        2.5,
                        List.of("in@example.org"),
                        List.of("out@example.org"),
                        List.of(directory.resolve("recipients")),
                        false,
                        "Wait {seconds} s",
                        Optional.of(directory.resolve("suffixes"))));
        assertThat(config.store())
                .isEqualTo(new StoreSection(
                        StoreSection.Sync.COMMIT,
                        500,
                        5000,
                        Duration.ofMinutes(30),
                        50_000,
                        1_000_000,
                        Duration.ofDays(20),
                        Duration.ofDays(90),
                        20_000,
                        1L << 30,
                        8,
                        3000,
                        100,
                        0,
                        Duration.ofDays(7),
                        StoreSection.WhenDamaged.START_EMPTY));
    }

    @Test
    void every_key_of_score_and_ban_arrives_where_it_belongs() {
        DoorwardConfig config = configurations.file(everyKey()).loaded().config();

        ScoreConfig score = config.score();
        assertThat(score.behaviour()).isEqualTo(Duration.ofDays(14));
        assertThat(score.listing()).isEqualTo(Duration.ofHours(12));
        assertThat(score.cap()).isEqualTo(40);
        int number = 0;
        for (Vector vector : Vector.thatBan().toList()) {
            assertThat(score.points()).containsEntry(vector, 31.0 + number);
            assertThat(score.tripwires()).containsEntry(vector, new Tripwire(2 + number, Duration.ofHours(2)));
            number++;
        }
        assertThat(score.points()).containsEntry(Vector.own("web_login"), 2.5);
        assertThat(score.tripwires()).containsEntry(Vector.own("web_login"), new Tripwire(5, Duration.ofMinutes(10)));
        assertThat(config.ban())
                .isEqualTo(new BanConfig(
                        false,
                        25,
                        List.of(Duration.ofHours(2), Duration.ofDays(2)),
                        Duration.ofDays(20),
                        5,
                        "https://example.org/unban",
                        List.of(network("198.51.100.0/24")),
                        Duration.ofMinutes(1),
                        Duration.ofMinutes(3),
                        Duration.ofHours(12)));
    }

    @Test
    void every_key_can_be_set_on_the_command_line() {
        String[] overrides = OTHER.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + value(entry.getValue()))
                .toArray(String[]::new);

        DoorwardConfig fromCommandLine = configurations.loaded(overrides).config();

        assertThat(fromCommandLine)
                .isEqualTo(configurations.file(everyKey()).loaded().config());
    }

    @Test
    void the_effective_configuration_reads_back_to_the_same() {
        LoadResult.Loaded before = configurations.file(everyKey()).loaded();

        String shown = before.effective().toToml();

        LoadResult.Loaded after = configurations
                .file(shown)
                .environment("DOORWARD_ADMIN_TOKEN", "0123456789abcdef")
                .loaded();
        assertThat(after.config()).isEqualTo(before.config());
    }

    @Test
    void what_needs_a_restart_is_found_key_by_key() {
        LoadResult.Loaded old = configurations.loaded();

        Set<String> found = OTHER.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + value(entry.getValue()))
                .map(override -> RestartNeeded.between(old, configurations.loaded(override)))
                .peek(keys -> assertThat(keys).hasSizeLessThanOrEqualTo(1))
                .flatMap(Set::stream)
                .collect(Collectors.toSet());

        assertThat(found)
                .containsExactlyInAnyOrderElementsOf(Keys.TABLE.keys().stream()
                        .filter(key -> key.is(Key.Trait.NEEDS_RESTART))
                        .map(Key::name)
                        .toList());
        assertThat(found).contains("admin.token", "server.max_connections", "store.sync");
    }

    @Test
    void a_state_directory_that_is_named_as_it_would_be_chosen_needs_no_restart() {
        LoadResult.Loaded chosen = configurations.loaded();

        String named = "state_dir=" + chosen.stateDirectory().path();

        assertThat(RestartNeeded.between(chosen, configurations.loaded(named))).isEmpty();
    }

    private String everyKey() {
        return OTHER.entrySet().stream()
                .map(entry -> entry.getKey() + " = " + value(entry.getValue()) + "\n")
                .collect(Collectors.joining());
    }

    private String value(String written) {
        return written.replace("DIR", directory.toString());
    }

    private static List<RateConfig.Limit> limits() {
        return List.of(
                new RateConfig.Limit(
                        "users",
                        RateConfig.By.LOGIN,
                        RateConfig.Count.RECIPIENTS,
                        500,
                        Duration.ofHours(1),
                        RateConfig.Action.DEFER,
                        new RateConfig.Only(Optional.empty(), List.of(), List.of(), Optional.empty()),
                        "Too many recipients, please try again later"),
                new RateConfig.Limit(
                        "inside",
                        RateConfig.By.CLIENT,
                        RateConfig.Count.CONNECTIONS,
                        7,
                        Duration.ofSeconds(90),
                        RateConfig.Action.REJECT,
                        new RateConfig.Only(
                                Optional.of("submission"),
                                List.of(network("198.51.100.0/24")),
                                List.of(network("198.51.100.7")),
                                Optional.of(true)),
                        "Enough"));
    }

    private static AccessConfig.Entry allowed() {
        return new AccessConfig.Entry(
                true,
                Optional.of(network("198.51.100.7")),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                "why",
                Optional.of(Instant.parse("2027-01-31T00:00:00Z")));
    }

    private static AccessConfig.Entry denied() {
        return new AccessConfig.Entry(
                false,
                Optional.empty(),
                Optional.of("example.net"),
                Optional.of("a@example.net"),
                Optional.of("b@"),
                "",
                Optional.of(Instant.parse("2027-01-31T11:00:00Z")));
    }

    private static Cidr network(String text) {
        return Cidr.parse(text).orElseThrow();
    }
}
