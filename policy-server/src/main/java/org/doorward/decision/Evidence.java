package org.doorward.decision;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What the checks of one decision have found so far, in the order of the checks. Immutable. */
public final class Evidence {

    /** Nothing found yet. */
    public static final Evidence NONE = new Evidence(new Item[0]);

    private final Item[] items;

    private Evidence(Item[] items) {
        this.items = items;
    }

    /** The findings of several checks. */
    public static Evidence of(List<Item> items) {
        return new Evidence(items.toArray(new Item[0]));
    }

    /**
     * One check's finding.
     *
     * @param check the check's name
     * @param finding what it found
     * @param observed whether the check only observes, so that its finding counts for nothing
     */
    public record Item(String check, Finding finding, boolean observed) {}

    /** Each check's finding. */
    public List<Item> items() {
        return List.of(items);
    }

    /** This evidence and one more finding, behind the others. */
    public Evidence with(Item item) {
        return with(item, items.length);
    }

    /**
     * This evidence and one more finding.
     *
     * @param place where it stands, from 0 for before all others up to as many as there are for behind them
     */
    public Evidence with(Item item, int place) {
        Item[] more = Arrays.copyOf(items, items.length + 1);
        System.arraycopy(items, place, more, place + 1, items.length - place);
        more[place] = item;
        return new Evidence(more);
    }

    /** This evidence and several more findings, the first of them at a place as in {@link #with(Item, int)}. */
    Evidence with(List<Item> several, int place) {
        Item[] more = Arrays.copyOf(items, items.length + several.size());
        System.arraycopy(items, place, more, place + several.size(), items.length - place);
        for (int at = 0; at < several.size(); at++) {
            more[place + at] = several.get(at);
        }
        return new Evidence(more);
    }

    /** The verdict that a check has settled on; empty when none has, or when only checks that observe have. */
    public Optional<Verdict> settled() {
        for (Item item : items) {
            if (!item.observed() && item.finding() instanceof Finding.Settled settled) {
                return Optional.of(settled.verdict());
            }
        }
        return Optional.empty();
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

    /** The sum of {@link Finding#missing} of the findings that count. */
    public double missing() {
        double sum = 0;
        for (Item item : items) {
            if (!item.observed()) {
                sum += item.finding().missing();
            }
        }
        return sum;
    }

    /** The first sign of a kind that counts. */
    public Optional<Sign> sign(Reason reason) {
        for (Item item : items) {
            if (!item.observed() && item.finding() instanceof Finding.Points points) {
                for (Sign sign : points.signs()) {
                    if (sign.reason() == reason) {
                        return Optional.of(sign);
                    }
                }
            }
        }
        return Optional.empty();
    }

    /** All signs that count and speak against the client. */
    public List<Sign> against() {
        List<Sign> against = new ArrayList<>();
        for (Item item : items) {
            if (!item.observed() && item.finding() instanceof Finding.Points points) {
                points.signs().stream().filter(sign -> sign.points() > 0).forEach(against::add);
            }
        }
        return against;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Evidence evidence && Arrays.equals(items, evidence.items);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(items);
    }

    @Override
    public String toString() {
        return Arrays.toString(items);
    }
}
