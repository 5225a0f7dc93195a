package org.doorward.config.load;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.doorward.config.ListenAddress;
import org.doorward.config.settings.Given;
import org.doorward.config.settings.Key;
import org.doorward.config.settings.NearestName;
import org.doorward.config.settings.Origin;
import org.doorward.config.settings.Problems;
import org.doorward.config.settings.Quoted;
import org.doorward.config.settings.Settings;
import org.doorward.config.settings.TomlText;

/** What no key can know alone. */
final class CrossRules {

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
        notAbove(ServerKeys.LINE_LIMIT, ServerKeys.REQUEST_LIMIT, "a request holds its lines");
        notAbove(StoreKeys.BATCH_LIMIT, StoreKeys.QUEUE_LIMIT, "a batch is taken from the queue");
        knownChecks();
        listenAddresses();
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

    private void listenAddresses() {
        List<ListenAddress> addresses = settings.get(MainKeys.LISTEN);
        Given given = settings.given(MainKeys.LISTEN);
        if (addresses.isEmpty()) {
            problems.add(given, "is empty, and nobody could ask", "write at least one address");
        }
        Set<ListenAddress> seen = new HashSet<>();
        Stream.concat(addresses.stream(), Stream.of(settings.get(AdminKeys.LISTEN)))
                .filter(CrossRules::fixed)
                .filter(address -> !seen.add(address))
                .forEach(twice -> problems.add(given, twice + " is used twice", "take one of them out"));
    }

    /** Two listeners may both leave the port to the kernel. */
    private static boolean fixed(ListenAddress address) {
        return !(address instanceof ListenAddress.Inet inet) || inet.port() != 0;
    }
}
