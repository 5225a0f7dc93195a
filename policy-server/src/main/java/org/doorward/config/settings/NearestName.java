package org.doorward.config.settings;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds the name that somebody most likely meant. */
public final class NearestName {

    /** Longer words are not compared: a name is short, and the comparison takes the square of the length. */
    private static final int LONGEST = 64;

    private NearestName() {}

    /**
     * The known name with the fewest changes from what was written.
     *
     * @return empty when no name is near: then a suggestion would be a guess
     */
    public static Optional<String> of(String written, Collection<String> known) {
        if (written.length() > LONGEST) {
            return Optional.empty();
        }
        String wanted = written.toLowerCase(Locale.ROOT);
        return known.stream()
                .filter(name -> distance(wanted, name) <= tolerance(name))
                .min(Comparator.<String>comparingInt(name -> distance(wanted, name))
                        .thenComparing(Comparator.naturalOrder()));
    }

    /** A third of the letters may be wrong, and two in any case. */
    private static int tolerance(String name) {
        return Math.max(2, name.length() / 3);
    }

    /**
     * How many letters must be inserted, removed, replaced or swapped with their neighbour to turn one word into the other
     * (Levenshtein's distance, with Damerau's swap).
     */
    static int distance(String one, String other) {
        int[] beforePrevious = new int[other.length() + 1];
        int[] previous = new int[other.length() + 1];
        int[] current = new int[other.length() + 1];
        for (int column = 0; column <= other.length(); column++) {
            current[column] = column;
        }
        for (int row = 1; row <= one.length(); row++) {
            int[] oldest = beforePrevious;
            beforePrevious = previous;
            previous = current;
            current = oldest;
            current[0] = row;
            for (int column = 1; column <= other.length(); column++) {
                int replaced = previous[column - 1] + (one.charAt(row - 1) == other.charAt(column - 1) ? 0 : 1);
                current[column] = Math.min(replaced, 1 + Math.min(previous[column], current[column - 1]));
                if (swapped(one, row, other, column)) {
                    current[column] = Math.min(current[column], beforePrevious[column - 2] + 1);
                }
            }
        }
        return current[other.length()];
    }

    private static boolean swapped(String one, int row, String other, int column) {
        return row > 1
                && column > 1
                && one.charAt(row - 1) == other.charAt(column - 2)
                && one.charAt(row - 2) == other.charAt(column - 1);
    }
}
