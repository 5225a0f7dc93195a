package org.doorward.config.load;

import static org.doorward.config.settings.ValueTypes.bool;
import static org.doorward.config.settings.ValueTypes.choice;

import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.doorward.config.ListenAddress;
import org.doorward.config.OwnVector;
import org.doorward.config.Vector;
import org.doorward.config.WatchConfig;
import org.doorward.config.WatchConfig.KernelLog;
import org.doorward.config.settings.Key;
import org.doorward.config.settings.Section;
import org.doorward.config.settings.Settings;
import org.doorward.config.settings.ValueType;

/** Section {@code [watch]}. */
final class WatchKeys {

    static final Key<List<Path>> FILES = Key.of(
                    "watch.files",
                    ValueType.listOf(WatchTypes.LOG_FILE),
                    List.of(),
                    "Log files that are followed, such as \"/var/log/mail.log\"; a file need not be there yet",
                    "none, for where Postfix writes is not known; doorward must be allowed to read them")
            .needsRestart();

    static final Key<List<String>> JOURNAL = Key.of(
                    "watch.journal",
                    ValueType.listOf(WatchTypes.UNIT),
                    List.of(),
                    "Units whose lines are read from the journal, such as [\"postfix@-.service\", \"dovecot.service\"]",
                    "none, for a line that is in a file and in the journal would count twice")
            .needsRestart();

    static final Key<Optional<ListenAddress>> SYSLOG = Key.of(
                    "watch.syslog",
                    WatchTypes.SYSLOG,
                    "",
                    "Where lines are received that a syslog daemon or a container sends: inet:HOST:PORT (UDP) or unix:/PATH",
                    "nowhere: whoever can send there can have anybody banned")
            .needsRestart();

    static final Key<KernelLog> KERNEL = Key.of(
                    "watch.kernel",
                    choice(KernelLog.class),
                    "none",
                    "Where packets that the firewall logs are read: \"journal\", \"kmsg\" (/dev/kmsg), or \"none\"; they are also found in watch.files",
                    "it takes a rule in your firewall that logs them")
            .needsRestart();

    static final Key<List<String>> KERNEL_PREFIXES = Key.of(
                    "watch.kernel_prefixes",
                    ValueType.listOf(WatchTypes.PREFIX),
                    List.of("doorward-probe:", "[UFW BLOCK]", "FINAL_REJECT:", "FINAL_DROP:"),
                    "With what the lines of such rules begin",
                    "the documents' nftables rule, ufw, firewalld")
            .needsRestart();

    static final Key<Boolean> STANDARD_INPUT = Key.of(
                    "watch.standard_input",
                    bool(),
                    false,
                    "Whether lines are read from standard input, too",
                    "for a container in which something else writes the log to a pipe")
            .needsRestart();

    static final Key<ZoneId> ZONE = Key.of(
                    "watch.time_zone",
                    WatchTypes.ZONE,
                    "",
                    "The time zone of stamps without one (\"Nov 26 12:00:00\")",
                    "this host's; a container's may be another")
            .needsRestart();

    static final Key<List<WatchRules.Written>> RULES = Key.of(
                    "watch.rule",
                    new WatchRules(),
                    List.of(),
                    "Your own rules for lines of other programs, as tables [[watch.rule]]",
                    "Postfix, Dovecot and the kernel are known")
            .needsRestart();

    static final Key<List<OwnVector>> VECTORS = Key.of(
            "watch.vector",
            new OwnVectors(),
            List.of(),
            "Your own vectors, as tables [[watch.vector]]",
            "for rules and reports that none of the known ones fits");

    static final Section SECTION = Section.of(
            "watch",
            "Logs that tell of offences.",
            FILES,
            JOURNAL,
            SYSLOG,
            KERNEL,
            KERNEL_PREFIXES,
            STANDARD_INPUT,
            ZONE,
            RULES,
            VECTORS);

    private WatchKeys() {}

    static WatchConfig read(Settings settings) {
        List<OwnVector> own = settings.get(VECTORS);
        return new WatchConfig(
                settings.get(FILES),
                settings.get(JOURNAL),
                settings.get(SYSLOG),
                settings.get(KERNEL),
                settings.get(KERNEL_PREFIXES),
                settings.get(STANDARD_INPUT),
                settings.get(ZONE),
                settings.get(RULES).stream()
                        .map(rule -> new WatchConfig.Rule(
                                rule.name(),
                                rule.program(),
                                rule.pattern(),
                                vector(rule.vector(), own).orElseThrow()))
                        .toList());
    }

    /** The vector of a label, of all that there are. */
    static Optional<Vector> vector(String label, List<OwnVector> own) {
        return Vector.of(label)
                .filter(Vector::bans)
                .or(() -> own.stream()
                        .map(OwnVector::vector)
                        .filter(vector -> vector.label().equals(label))
                        .findFirst());
    }
}
