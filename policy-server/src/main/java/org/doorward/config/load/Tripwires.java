package org.doorward.config.load;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.doorward.config.Tripwire;
import org.doorward.config.settings.Outcome;
import org.doorward.config.settings.Quoted;
import org.doorward.config.settings.Units;
import org.doorward.config.settings.ValueType;
import org.doorward.store.blame.VectorStanding;

/** Tripwires as they are written: {@code "3 in 60s"}. */
final class Tripwires {

    /** What is older has faded, or was aged out. */
    private static final Duration LONGEST = Duration.ofDays(7);

    private static final Pattern WRITTEN = Pattern.compile("([0-9]{1,4}) in (\\S+)");

    /** A tripwire, or none. */
    static final ValueType<Optional<Tripwire>> TYPE = ValueType.text(
            "a number from 1 to " + VectorStanding.RECENT_LIMIT + ", \"in\", and a duration from 1s to 7d, or empty",
            Tripwires::understand);

    private Tripwires() {}

    private static Outcome<Optional<Tripwire>> understand(String text) {
        if (text.isEmpty()) {
            return Outcome.of(Optional.empty());
        }
        Matcher written = WRITTEN.matcher(text);
        if (!written.matches()) {
            return Outcome.refuse(Quoted.of(text) + " is no tripwire", "write such as \"3 in 60s\", or \"\" for none");
        }
        int count = Integer.parseInt(written.group(1));
        if (count < 1 || count > VectorStanding.RECENT_LIMIT) {
            return Outcome.refuse(written.group(1) + " is out of bounds", "write 1 to " + VectorStanding.RECENT_LIMIT);
        }
        return Units.duration(written.group(2))
                .then(within -> within.compareTo(Duration.ofSeconds(1)) < 0 || within.compareTo(LONGEST) > 0
                        ? Outcome.refuse(Quoted.plain(written.group(2)) + " is out of bounds", "write 1s to 7d")
                        : Outcome.of(Optional.of(new Tripwire(count, within))));
    }
}
