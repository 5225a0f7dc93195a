package org.doorward.config.settings;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Values with units: digits, directly followed by one unit. A number without a unit is refused, for nobody knows whether it
 * means seconds or milliseconds; so are sums ("1h30m") and fractions, to have one way of writing a value.
 */
public final class Units {

    /** The units of durations, as messages name them; a day is 24 hours. */
    public static final String DURATIONS = "ms, s, m, h, d";

    /** The units of sizes, as messages name them; each is 1024 of the one before. */
    public static final String SIZES = "B, KiB, MiB, GiB";

    /** Nine digits of any unit fit into a long of milliseconds or bytes, and are more than anybody means. */
    private static final Pattern FORM = Pattern.compile("([0-9]{1,9})([A-Za-z]*)");

    private static final Map<String, Long> MILLISECONDS = new LinkedHashMap<>();
    private static final Map<String, Long> BYTES = new LinkedHashMap<>();

    static {
        MILLISECONDS.put("ms", 1L);
        MILLISECONDS.put("s", 1_000L);
        MILLISECONDS.put("m", 60_000L);
        MILLISECONDS.put("h", 3_600_000L);
        MILLISECONDS.put("d", 86_400_000L);
        BYTES.put("B", 1L);
        BYTES.put("KiB", 1L << 10);
        BYTES.put("MiB", 1L << 20);
        BYTES.put("GiB", 1L << 30);
    }

    private Units() {}

    /** Understands a duration such as {@code 500ms}, {@code 30s}, {@code 3m}, {@code 24h} or {@code 36d}. */
    public static Outcome<Duration> duration(String text) {
        return read(text, MILLISECONDS, DURATIONS, "90s").then(value -> Outcome.of(Duration.ofMillis(value)));
    }

    /** Understands a size such as {@code 512B}, {@code 4KiB} or {@code 16MiB}; returns bytes. */
    public static Outcome<Long> size(String text) {
        return read(text, BYTES, SIZES, "4KiB");
    }

    private static Outcome<Long> read(String text, Map<String, Long> units, String names, String example) {
        String remedy = "write a number and one of " + names + ", such as \"" + example + "\"";
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            return Outcome.refuse(Quoted.of(text) + " is not a number with a unit", remedy);
        }
        String unit = matcher.group(2);
        if (unit.isEmpty()) {
            return Outcome.refuse(Quoted.of(text) + " has no unit", remedy);
        }
        Long factor = units.get(unit);
        if (factor == null) {
            return Outcome.refuse(Quoted.of(text) + " has an unknown unit", remedy);
        }
        return Outcome.of(Math.multiplyExact(Long.parseLong(matcher.group(1)), factor));
    }
}
