package org.doorward.config.load;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.doorward.config.ListenAddress;
import org.doorward.config.OwnVector;
import org.doorward.config.Vector;
import org.doorward.config.settings.Given;
import org.doorward.config.settings.Key;
import org.doorward.config.settings.NearestName;
import org.doorward.config.settings.Origin;
import org.doorward.config.settings.Problems;
import org.doorward.config.settings.Quoted;
import org.doorward.config.settings.Settings;
import org.doorward.config.settings.TomlText;
import org.doorward.pattern.AddressPattern;
import org.doorward.pattern.Parsed;

/** What no key can know alone. */
final class CrossRules {

    private static final String EXPIRED_PASS =
            "a pass that has expired would fall back to its first attempt while that is"
                    + " still kept, pass once more, and count once more for its network";

    /** A set's name has at most 31 characters, with its ending. */
    private static final int IPSET_NAME = 25;

    private static final int IPTABLES_PORTS = 15;

    /** What one rule of iptables takes. */
    private static final int MOST_PORTS = 15;

    private final Settings settings;
    private final Set<String> checkNames;
    private final Problems problems;

    CrossRules(Settings settings, Set<String> checkNames, Problems problems) {
        this.settings = settings;
        this.checkNames = checkNames;
        this.problems = problems;
    }

    /** Notes what does not fit together. */
    void check() {
        below(GreylistKeys.DELAY, GreylistKeys.RETRY_WINDOW, "nobody could come back in time");
        below(GreylistKeys.DELAY, GreylistKeys.NULL_SENDER_WINDOW, "no bounce could come back in time");
        notAbove(GreylistKeys.RETRY_WINDOW, GreylistKeys.PASSED_AGE, EXPIRED_PASS);
        notAbove(GreylistKeys.NULL_SENDER_WINDOW, GreylistKeys.PASSED_AGE, EXPIRED_PASS);
        notAbove(ServerKeys.LINE_LIMIT, ServerKeys.REQUEST_LIMIT, "a request holds its lines");
        notAbove(StoreKeys.BATCH_LIMIT, StoreKeys.QUEUE_LIMIT, "a batch is taken from the queue");
        notAbove(BanKeys.THRESHOLD, ScoreKeys.CAP, "no score could get there");
        below(BanKeys.PAROLE, BanKeys.THRESHOLD, "whoever comes back would be banned again for nothing");
        ladder();
        notAbove(DnsKeys.TTL_LEAST, DnsKeys.TTL_MOST, "these are the bounds of one time");
        notAbove(DnsKeys.NEGATIVE_TTL_LEAST, DnsKeys.NEGATIVE_TTL_MOST, "these are the bounds of one time");
        below(DnsblKeys.PATIENCE, DecisionKeys.DEADLINE, "what the lists have said by then would come too late");
        notAbove(DnsblKeys.PARK_LEAST, DnsblKeys.PARK_MOST, "the pause doubles from one to the other");
        listNames();
        knownChecks();
        exemptTraps();
        listenAddresses();
        socketGroup();
        firewallBackend();
        ruleVectors();
    }

    private <T extends Comparable<T>> void below(Key<T> lesser, Key<T> greater, String reason) {
        if (settings.get(lesser).compareTo(settings.get(greater)) >= 0) {
            refuse(lesser, greater, " is not below ", reason);
        }
    }

    private <T extends Comparable<T>> void notAbove(Key<T> lesser, Key<T> greater, String reason) {
        if (settings.get(lesser).compareTo(settings.get(greater)) > 0) {
            refuse(lesser, greater, " is above ", reason);
        }
    }

    /** The problem stands at the lesser, unless only the greater was written by somebody. */
    private void refuse(Key<?> lesser, Key<?> greater, String relation, String reason) {
        Given written = settings.given(lesser);
        Given limit = settings.given(greater);
        boolean onlyLimitWritten = written.origin() instanceof Origin.Default;
        problems.add(
                onlyLimitWritten ? limit.origin() : written.origin(),
                lesser.name(),
                TomlText.of(written) + relation + greater.name() + " = " + TomlText.of(limit),
                "change one of them: " + reason);
    }

    private void ladder() {
        List<Duration> ladder = settings.get(BanKeys.LADDER);
        Given written = settings.given(BanKeys.LADDER);
        if (ladder.isEmpty()) {
            problems.add(written, "is empty", "write at least one length, or ban.enabled = false");
        }
        for (int rung = 1; rung < ladder.size(); rung++) {
            if (ladder.get(rung).compareTo(ladder.get(rung - 1)) < 0) {
                problems.add(written, "has a rung that is shorter than the one below", "write them in rising order");
                return;
            }
        }
    }

    /** A list's name stands for it in texts and metrics, and is what the judge counts sources by. */
    private void listNames() {
        Map<String, String> seen = new HashMap<>();
        for (Given item : settings.given(DnsblKeys.LISTS).items()) {
            DnsblLists.name(item)
                    .flatMap(name -> Optional.ofNullable(seen.putIfAbsent(name, item.key())))
                    .ifPresent(other -> problems.add(
                            item, "is the same list as " + other, "take one of them out, or give it another name"));
        }
    }

    private void ruleVectors() {
        List<OwnVector> own = settings.get(WatchKeys.VECTORS);
        List<String> all = Stream.concat(Vector.thatBan(), own.stream().map(OwnVector::vector))
                .map(Vector::label)
                .toList();
        for (Given rule : settings.given(WatchKeys.RULES).items()) {
            Given written = rule.fields().get(WatchRules.VECTOR.name());
            if (written != null && written.value() instanceof String label && !all.contains(label)) {
                String remedy = NearestName.of(label, all)
                        .map(near -> "did you mean \"" + near + "\"?")
                        .orElse("write [[watch.vector]] with this name");
                problems.add(written, "there is no vector " + Quoted.of(label), remedy);
            }
        }
    }

    private void knownChecks() {
        for (Given item : settings.given(DecisionKeys.OBSERVE).items()) {
            String name = String.valueOf(item.value());
            if (item.value() instanceof String && !checkNames.contains(name)) {
                String remedy = NearestName.of(name, checkNames)
                        .map(near -> "did you mean \"" + near + "\"?")
                        .orElse("the checks are "
                                + String.join(", ", checkNames.stream().sorted().toList()));
                problems.add(item, "there is no check " + Quoted.of(name), remedy);
            }
        }
    }

    /** A trap that is wholly exempt can never be hit; one that holds an exempt recipient among others can. */
    private void exemptTraps() {
        List<AddressPattern> exempt = settings.get(ExemptKeys.RECIPIENTS).stream()
                .flatMap(text -> pattern(text).stream())
                .toList();
        for (Given item : settings.given(SpamtrapKeys.RECIPIENTS).items()) {
            pattern(String.valueOf(item.value()))
                    .flatMap(trap ->
                            exempt.stream().filter(wider -> wider.covers(trap)).findFirst())
                    .ifPresent(wider -> problems.add(
                            item,
                            TomlText.of(item) + " is exempt by \"" + wider + "\" of exempt.recipients",
                            "take one of them out: who writes to an exempt recipient is never questioned"));
        }
    }

    /** What is no pattern has been refused at its key. */
    private static Optional<AddressPattern> pattern(String text) {
        return AddressPattern.parse(text) instanceof Parsed.Value<AddressPattern> read
                ? Optional.of(read.value())
                : Optional.empty();
    }

    private void listenAddresses() {
        if (settings.get(MainKeys.LISTEN).isEmpty()) {
            problems.add(
                    settings.given(MainKeys.LISTEN), "is empty, and nobody could ask", "write at least one address");
        }
        Map<ListenAddress, String> users = new HashMap<>();
        writtenLast(settings.given(MainKeys.LISTEN).items(), settings.given(AdminKeys.LISTEN))
                .forEach(item -> usedOnce(item, users));
    }

    /** A clash is a problem of the later one, so one that somebody wrote comes after one that nobody did. */
    private static Stream<Given> writtenLast(List<Given> listen, Given admin) {
        Stream<Given> one = Stream.of(admin);
        return admin.origin() instanceof Origin.Default
                ? Stream.concat(one, listen.stream())
                : Stream.concat(listen.stream(), one);
    }

    private void usedOnce(Given item, Map<ListenAddress, String> users) {
        // What is no address has been refused at its key.
        Optional<ListenAddress> address = ListenAddresses.ANY.read(item, new Problems());
        address.filter(CrossRules::fixed)
                .flatMap(taken -> Optional.ofNullable(users.putIfAbsent(taken, item.key())))
                .ifPresent(other -> problems.add(
                        item, TomlText.of(item) + " is " + other + " already", "take one of them out, or change it"));
    }

    /** Two listeners may both leave the port to the kernel. */
    private static boolean fixed(ListenAddress address) {
        return !(address instanceof ListenAddress.Inet inet) || inet.port() != 0;
    }

    private void socketGroup() {
        String group = settings.get(ServerKeys.SOCKET_GROUP);
        boolean unix = settings.get(MainKeys.LISTEN).stream().anyMatch(ListenAddress.Unix.class::isInstance);
        if (unix && !group.isEmpty() && isUnknown(group)) {
            problems.add(
                    settings.given(ServerKeys.SOCKET_GROUP),
                    "there is no group " + Quoted.of(group),
                    "create it, or name one that \"getent group\" lists");
        }
    }

    private static boolean isUnknown(String group) {
        try {
            FileSystems.getDefault().getUserPrincipalLookupService().lookupPrincipalByGroupName(group);
            return false;
        } catch (UserPrincipalNotFoundException unknown) {
            return true;
        } catch (IOException notNow) {
            // Who cannot be asked has not said no; the listener asks again when it needs the group.
            return false;
        }
    }

    private void firewallBackend() {
        int ports = settings.get(FirewallKeys.PORTS).size();
        if (ports == 0 || ports > MOST_PORTS) {
            problems.add(
                    settings.given(FirewallKeys.PORTS),
                    ports == 0 ? "is empty" : "holds " + ports + " ports",
                    "write the ports of your mail services, at most " + MOST_PORTS);
        }
        switch (settings.get(FirewallKeys.BACKEND)) {
            case COMMAND -> {
                if (settings.get(FirewallKeys.COMMAND).isEmpty()) {
                    problems.add(
                            settings.given(FirewallKeys.BACKEND),
                            "is \"command\", and firewall.command names no program",
                            "write firewall.command = [\"/path/of/it\"], or take another backend");
                }
            }
            case IPSET -> {
                if (settings.get(FirewallKeys.TABLE).length() > IPSET_NAME) {
                    problems.add(
                            settings.given(FirewallKeys.TABLE),
                            "is too long for backend = \"ipset\", whose sets and chain are named by it",
                            "write a name of at most " + IPSET_NAME + " characters");
                }
                if (settings.get(FirewallKeys.PORTS).size() > IPTABLES_PORTS) {
                    problems.add(
                            settings.given(FirewallKeys.PORTS),
                            "are more than backend = \"ipset\" takes in its one rule",
                            "write at most " + IPTABLES_PORTS + " ports");
                }
            }
            case NFTABLES, ROUTES -> {}
        }
    }
}
