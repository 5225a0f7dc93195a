package org.doorward.pattern;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An immutable set of recipient patterns, in the syntax of postgrey's {@code whitelist_recipients}; see
 * {@link AddressPattern}.
 */
public final class RecipientPatterns {

    /** The set that matches nobody. */
    public static final RecipientPatterns NONE = new RecipientPatterns(List.of());

    private final AddressIndex<AddressPattern> index;
    private final int size;

    private RecipientPatterns(List<AddressPattern> patterns) {
        AddressIndex.Builder<AddressPattern> builder = new AddressIndex.Builder<>();
        patterns.forEach(pattern -> builder.add(pattern, pattern));
        index = builder.build();
        size = patterns.size();
    }

    /**
     * The set of these patterns.
     *
     * @param patterns patterns that the configuration has found well-formed
     * @throws IllegalArgumentException when one is not
     */
    public static RecipientPatterns of(List<String> patterns) {
        ListReading<RecipientPatterns> reading = read(patterns, List.of());
        if (reading instanceof ListReading.Bad<RecipientPatterns> bad) {
            throw new IllegalArgumentException(bad.problems().get(0).toString());
        }
        return ((ListReading.Good<RecipientPatterns>) reading).value();
    }

    /**
     * Reads patterns of the configuration and those of files.
     *
     * @param patterns patterns of the configuration
     * @param files files with more of them
     */
    public static ListReading<RecipientPatterns> read(List<String> patterns, List<Path> files) {
        List<AddressPattern> all = new ArrayList<>();
        List<ListProblem> problems = new ArrayList<>();
        for (String pattern : patterns) {
            Parsed<AddressPattern> parsed = AddressPattern.parse(pattern);
            if (parsed instanceof Parsed.Value<AddressPattern> read) {
                all.add(read.value());
            } else if (parsed instanceof Parsed.Refused<AddressPattern> refused) {
                problems.add(new ListProblem("configuration", 0, refused.message(), refused.remedy()));
            }
        }
        ListFile<AddressPattern> reader = new ListFile<>(AddressPattern::parse);
        for (Path file : files) {
            ListReading<List<ListFile.Line<AddressPattern>>> reading = reader.read(file);
            if (reading instanceof ListReading.Good<List<ListFile.Line<AddressPattern>>> good) {
                good.value().forEach(line -> all.add(line.pattern()));
            } else if (reading instanceof ListReading.Bad<List<ListFile.Line<AddressPattern>>> bad) {
                problems.addAll(bad.problems());
            }
        }
        return ListReading.of(new RecipientPatterns(all), problems);
    }

    /** The pattern that the recipient matches; none for an absent recipient. */
    public Optional<AddressPattern> match(String recipient) {
        return index.first(recipient, pattern -> true);
    }

    /** Whether the recipient matches a pattern. */
    public boolean matches(String recipient) {
        return match(recipient).isPresent();
    }

    /** Whether there is no pattern at all. */
    public boolean isEmpty() {
        return size == 0;
    }
}
