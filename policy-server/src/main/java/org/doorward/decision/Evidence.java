package org.doorward.decision;

import java.util.ArrayList;
import java.util.List;

/**
 * What the checks of one decision have found so far, in the order of the checks.
 *
 * @param items each check's finding
 */
public record Evidence(List<Item> items) {

    /** Nothing found yet. */
    public static final Evidence NONE = new Evidence(List.of());

    /** Holds the findings as they are at this moment. */
    public Evidence {
        items = List.copyOf(items);
    }

    /**
     * One check's finding.
     *
     * @param check the check's name
     * @param finding what it found
     * @param observed whether the check only observes, so that its finding counts for nothing
     */
    public record Item(String check, Finding finding, boolean observed) {}

    /** This evidence and one more finding. */
    public Evidence with(Item item) {
        List<Item> more = new ArrayList<>(items.size() + 1);
        more.addAll(items);
        more.add(item);
        return new Evidence(more);
    }

    /** The sum of the points that count. */
    public double points() {
        double sum = 0;
        for (Item item : items) {
            if (!item.observed() && item.finding() instanceof Finding.Points points) {
                sum += points.points();
            }
        }
        return sum;
    }
}
