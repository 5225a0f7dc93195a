package org.doorward.config.load;

import static org.doorward.config.settings.ValueTypes.bool;
import static org.doorward.config.settings.ValueTypes.choice;
import static org.doorward.config.settings.ValueTypes.duration;
import static org.doorward.config.settings.ValueTypes.integer;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.doorward.config.FirewallConfig;
import org.doorward.config.FirewallConfig.Action;
import org.doorward.config.FirewallConfig.Backend;
import org.doorward.config.FirewallConfig.DropWidest;
import org.doorward.config.FirewallConfig.Foreign;
import org.doorward.config.FirewallConfig.Limits;
import org.doorward.config.FirewallConfig.OnStop;
import org.doorward.config.FirewallConfig.Timing;
import org.doorward.config.ListenAddress;
import org.doorward.config.settings.Key;
import org.doorward.config.settings.Section;
import org.doorward.config.settings.Settings;
import org.doorward.config.settings.ValueType;

/** Section {@code [firewall]}. */
final class FirewallKeys {

    static final Key<Boolean> IN_SERVE = Key.of(
                    "firewall.in_serve",
                    bool(),
                    false,
                    "Whether \"serve\" itself keeps the firewall; else the unit doorward-firewall does, where it runs",
                    "a small host has one unit less, and its server the right to change the firewall, which it needs for"
                            + " nothing else")
            .needsRestart();

    static final Key<Backend> BACKEND = Key.of(
                    "firewall.backend",
                    choice(Backend.class),
                    "nftables",
                    "What drops the packets of those who are banned",
                    "each Linux of today has it, and its sets take a change in milliseconds however many bans stand")
            .needsRestart();

    static final Key<Action> ACTION = Key.of(
                    "firewall.action",
                    choice(Action.class),
                    "drop",
                    "What becomes of such a packet; \"observe\" counts it and lets it pass, as mode = \"observe\" does",
                    "who gets no answer waits longest before he tries again")
            .needsRestart();

    static final Key<String> TABLE = Key.of(
                    "firewall.table",
                    FirewallTypes.TABLE_NAME,
                    "doorward",
                    "The name of the own table",
                    "no other table is ever touched")
            .needsRestart();

    static final Key<List<Integer>> PORTS = Key.of(
                    "firewall.ports",
                    ValueType.listOf(integer(1, 65_535)),
                    List.of(25L),
                    "The ports that a ban is for; all others stay open for everybody",
                    "a ban must never cut the way of who could lift it; add 465 and 587 to shut out password guessers")
            .needsRestart();

    static final Key<Optional<ListenAddress.Inet>> SERVER = Key.of(
                    "firewall.server",
                    ListenAddresses.OPTIONAL_INET,
                    "",
                    "Where the worker asks for the bans; empty means admin.listen",
                    "mostly both run on one host")
            .needsRestart();

    static final Key<Optional<Path>> TOKEN_FILE = Key.of(
                    "firewall.token_file",
                    FirewallTypes.OPTIONAL_NEW_FILE,
                    "",
                    "The file with the server's admin token; empty means admin.token_file",
                    "mostly both run on one host")
            .needsRestart();

    static final Key<Optional<Path>> STATE_DIR = Key.of(
                    "firewall.state_dir",
                    FirewallTypes.OPTIONAL_NEW_FILE,
                    "",
                    "Where the worker keeps the last good bans and the drop lists; empty means systemd's, else"
                            + " /var/lib/doorward-firewall",
                    "it must not be writable for the server, which has fewer rights")
            .needsRestart();

    static final Key<Duration> LOOK_EVERY = Key.of(
                    "firewall.look_every",
                    duration("1s", "1h"),
                    "15s",
                    "How often it is looked whether the table is as it was made",
                    "a look costs milliseconds, and what was flushed is mostly told at once")
            .needsRestart();

    static final Key<Duration> AUDIT_EVERY = Key.of(
                    "firewall.audit_every",
                    duration("10s", "24h"),
                    "30m",
                    "How often all elements are read and compared with the bans",
                    "it takes a second for 100000 of them, and hardly ever finds anything")
            .needsRestart();

    static final Key<Integer> AUDIT_LIMIT = Key.of(
                    "firewall.audit_limit",
                    integer(0, 2_000_000),
                    200_000L,
                    "With more bans than this they are not read",
                    "the time for it grows faster than their number")
            .needsRestart();

    static final Key<Duration> KNOCKS_EVERY = Key.of(
                    "firewall.knocks_every",
                    duration("10s", "24h"),
                    "1m",
                    "How often the server is told who still knocks",
                    "a ban that ends is renewed when its client knocks still")
            .needsRestart();

    static final Key<Integer> MOST_BANS = Key.of(
                    "firewall.most_bans",
                    integer(1000, 2_000_000),
                    500_000L,
                    "How many bans are pushed at most; of more those that end last",
                    "each takes some 100 bytes of the kernel's memory and 400 of the worker's")
            .needsRestart();

    static final Key<Integer> STORM = Key.of(
                    "firewall.storm",
                    integer(10, 1_000_000),
                    3000L,
                    "How many new bans a minute may go on; five minutes' worth may come at once, and more are held back, with an alarm",
                    "a flood of bans is more often a list gone wild than a botnet, and shuts out the whole world")
            .needsRestart();

    static final Key<Foreign> FOREIGN = Key.of(
                    "firewall.foreign",
                    choice(Foreign.class),
                    "remove",
                    "What is done with elements in the own sets that no ban is for",
                    "the sets are the bans' image; whoever wants more dropped has a table of his own")
            .needsRestart();

    static final Key<OnStop> ON_STOP = Key.of(
                    "firewall.on_stop",
                    choice(OnStop.class),
                    "keep",
                    "What becomes of the table when the worker stops",
                    "an upgrade must not let everybody in; the bans end by their own time-outs")
            .needsRestart();

    static final Key<List<Integer>> SSH_PORTS = Key.of(
                    "firewall.ssh_ports",
                    ValueType.listOf(integer(1, 65_535)),
                    List.of(22L),
                    "Who is connected to one of these ports is never banned",
                    "it is you")
            .needsRestart();

    static final Key<List<String>> DROP_LISTS = Key.of(
                    "firewall.drop_lists",
                    ValueType.listOf(FirewallTypes.DROP_LIST),
                    List.of(),
                    "Lists of networks that are dropped whatever they do: files or URLs",
                    "none by default, for each has its terms; https://www.spamhaus.org/drop/drop_v4.json is one that is safe to"
                            + " drop")
            .needsRestart();

    static final Key<Duration> DROP_EVERY = Key.of(
                    "firewall.drop_every",
                    duration("1h", "7d"),
                    "12h",
                    "How often drop lists are fetched",
                    "Spamhaus asks for once a day, and never more than once an hour")
            .needsRestart();

    static final Key<Integer> DROP_WIDEST_V4 = Key.of(
                    "firewall.drop_widest_v4",
                    integer(8, 32),
                    8L,
                    "The shortest IPv4 prefix that is taken from a drop list; wider networks are left out",
                    "lists of hijacked networks have had some of /10; a /8 is a 256th of the world")
            .needsRestart();

    static final Key<Integer> DROP_WIDEST_V6 = Key.of(
                    "firewall.drop_widest_v6",
                    integer(16, 128),
                    19L,
                    "The shortest IPv6 prefix that is taken from a drop list; wider networks are left out",
                    "hardly any provider has a wider one")
            .needsRestart();

    static final Key<List<String>> COMMAND = Key.of(
                    "firewall.command",
                    ValueType.listOf(FirewallTypes.WORD),
                    List.of(),
                    "The program, with its arguments, that backend = \"command\" runs",
                    "it gets the changes as JSON on its standard input")
            .needsRestart();

    static final Key<Optional<Path>> METRICS_FILE = Key.of(
                    "firewall.metrics_file",
                    FirewallTypes.OPTIONAL_NEW_FILE,
                    "",
                    "A file for the textfile collector of Prometheus's node exporter, its name ending in .prom",
                    "the worker has no listening socket")
            .needsRestart();

    static final Section SECTION = Section.of(
            "firewall",
            "The worker that keeps the firewall equal to the bans.",
            IN_SERVE,
            BACKEND,
            ACTION,
            TABLE,
            PORTS,
            SERVER,
            TOKEN_FILE,
            STATE_DIR,
            LOOK_EVERY,
            AUDIT_EVERY,
            AUDIT_LIMIT,
            KNOCKS_EVERY,
            MOST_BANS,
            STORM,
            FOREIGN,
            ON_STOP,
            SSH_PORTS,
            DROP_LISTS,
            DROP_EVERY,
            DROP_WIDEST_V4,
            DROP_WIDEST_V6,
            COMMAND,
            METRICS_FILE);

    private FirewallKeys() {}

    static FirewallConfig read(Settings settings) {
        return new FirewallConfig(
                settings.get(IN_SERVE),
                settings.get(BACKEND),
                settings.get(ACTION),
                settings.get(TABLE),
                settings.get(PORTS),
                settings.get(SERVER),
                settings.get(TOKEN_FILE),
                settings.get(STATE_DIR),
                new Timing(settings.get(LOOK_EVERY), settings.get(AUDIT_EVERY), settings.get(KNOCKS_EVERY)),
                new Limits(settings.get(MOST_BANS), settings.get(AUDIT_LIMIT), settings.get(STORM)),
                settings.get(FOREIGN),
                settings.get(ON_STOP),
                settings.get(SSH_PORTS),
                settings.get(DROP_LISTS),
                settings.get(DROP_EVERY),
                new DropWidest(settings.get(DROP_WIDEST_V4), settings.get(DROP_WIDEST_V6)),
                settings.get(COMMAND),
                settings.get(METRICS_FILE));
    }
}
