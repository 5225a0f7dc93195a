package org.doorward.dnsbl;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Names that a list of names may hold. Pure. */
final class HostName {

    private static final int LONGEST = 253;

    /** At least two labels, of which the last is no number: so no address, and no single word. */
    private static final Pattern FORM = Pattern.compile("([a-z0-9_-]{1,63}\\.)+[a-z][a-z0-9-]{0,62}");

    private HostName() {}

    /** The name as it is asked for, in lower case and without the root's dot; empty when it can be no name of a host. */
    static Optional<String> of(String written) {
        if (written.isEmpty() || written.length() > LONGEST + 1) {
            return Optional.empty();
        }
        String lower = written.toLowerCase(Locale.ROOT);
        String name = lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
        return FORM.matcher(name).matches() ? Optional.of(name) : Optional.empty();
    }
}
