package org.doorward.config.settings;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** The types that have nothing to do with mail: switches, numbers, words, durations and sizes. */
public final class ValueTypes {

    private ValueTypes() {}

    /** {@code true} or {@code false}. */
    public static ValueType<Boolean> bool() {
        return ValueType.single(Boolean.class, "true or false", "write true or false, without quotes", Outcome::of);
    }

    /** A whole number within bounds, both included. */
    public static ValueType<Integer> integer(int least, int most) {
        String description = "a whole number from " + least + " to " + most;
        return ValueType.single(
                Long.class,
                description,
                "write digits, without quotes",
                number -> number < least || number > most
                        ? outside(String.valueOf(number), least + " to " + most, "")
                        : Outcome.of(Math.toIntExact(number)));
    }

    /** A number within bounds, both included; it may be written without its decimals. */
    public static ValueType<Double> decimal(double least, double most) {
        String range = least + " to " + most;
        return ValueType.single(
                Number.class,
                "a number from " + range,
                "write digits, without quotes",
                // Not number "less than": a NaN is neither less nor more.
                number -> number.doubleValue() >= least && number.doubleValue() <= most
                        ? Outcome.of(number.doubleValue())
                        : outside(number.toString(), range, ""));
    }

    /** A duration within bounds, both included. */
    public static ValueType<Duration> duration(String least, String most) {
        return duration(least, most, "");
    }

    /**
     * A duration within bounds, both included.
     *
     * @param reason why the bounds are where they are, said when a value lies outside; may be empty
     */
    public static ValueType<Duration> duration(String least, String most, String reason) {
        Duration from = known(Units.duration(least));
        Duration to = known(Units.duration(most));
        return ValueType.single(
                String.class,
                "a duration from " + least + " to " + most,
                "write a number and its unit in quotes, such as \"90s\"; the units are " + Units.DURATIONS,
                text -> Units.duration(text)
                        .then(duration -> duration.compareTo(from) < 0 || duration.compareTo(to) > 0
                                ? outside(text, least + " to " + most, reason)
                                : Outcome.of(duration)));
    }

    /** A size in bytes within bounds, both included. */
    public static ValueType<Long> size(String least, String most) {
        long from = known(Units.size(least));
        long to = known(Units.size(most));
        return ValueType.single(
                String.class,
                "a size from " + least + " to " + most,
                "write a number and its unit in quotes, such as \"4KiB\"; the units are " + Units.SIZES,
                text -> Units.size(text)
                        .then(size -> size < from || size > to
                                ? outside(text, least + " to " + most, "")
                                : Outcome.of(size)));
    }

    /** One of an enum's words, written in lower case. */
    public static <E extends Enum<E>> ValueType<E> choice(Class<E> type) {
        List<String> words =
                Stream.of(type.getEnumConstants()).map(ValueTypes::word).toList();
        String all = words.stream()
                .map(word -> '"' + word + '"')
                .reduce((some, last) -> some + ", " + last)
                .orElse("");
        return ValueType.text("one of " + all, text -> {
            if (words.contains(text)) {
                return Outcome.of(Enum.valueOf(type, text.toUpperCase(Locale.ROOT)));
            }
            String remedy = NearestName.of(text, words)
                    .map(near -> "did you mean \"" + near + "\"?")
                    .orElse("write one of them");
            return Outcome.refuse(Quoted.of(text) + " is not one of " + all, remedy);
        });
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private static <T> Outcome<T> outside(String found, String range, String reason) {
        String remedy = "write " + range;
        return Outcome.refuse(
                Quoted.plain(found) + " is out of bounds", reason.isEmpty() ? remedy : remedy + ": " + reason);
    }

    private static <T> T known(Outcome<T> bound) {
        if (bound instanceof Outcome.Understood<T> understood) {
            return understood.value();
        }
        throw new IllegalArgumentException("A bound that is not understood: " + bound);
    }
}
