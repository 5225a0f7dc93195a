package org.doorward.decision;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.doorward.decision.Evidence.Item;
import org.doorward.text.Fingerprints;
import org.jspecify.annotations.Nullable;

/**
 * What the lasting checks found lately of those whose mail passes, all of it in one place: each check has a memory of its own, but
 * to look into eight of them for every recipient costs more than the rest of a decision. Thread-safe.
 *
 * <p>An entry holds as long as the finding in it that holds shortest. Strangers leave nothing here: a flood of them would push out
 * everybody else and never come back.
 */
final class Recollections {

    /** Some 6 MB at most. */
    private static final int REMEMBERED = 20_000;

    private final LongSupplier nanos;
    private final Fingerprints fingerprints;
    /** By the fingerprint of an {@link Acquaintance}. */
    private final Cache<Long, Recollection> cache = Caffeine.newBuilder()
            .maximumSize(REMEMBERED)
            .executor(Runnable::run)
            .build();

    /**
     * Nothing remembered yet.
     *
     * @param nanos a steady clock in nanoseconds
     * @param secret what nobody can guess, for fingerprints
     */
    Recollections(LongSupplier nanos, long secret) {
        this.nanos = nanos;
        this.fingerprints = new Fingerprints(secret);
    }

    /** What was found of somebody. */
    static final class Recollection {

        /** At the place of each check that lasts the items of it and of those behind it, up to the next one that does not. */
        private final List<List<Item>> runs;

        private final long until;

        private Recollection(List<List<Item>> runs, long until) {
            this.runs = runs;
            this.until = until;
        }

        /** What the lasting check with this number found, and those right behind it. */
        List<Item> from(int check) {
            return runs.get(check);
        }
    }

    /** What is known of who asks; null when nothing is, or nothing any more. */
    @Nullable
    Recollection recall(Inquiry inquiry) {
        if (inquiry.client().address().isEmpty()) {
            return null;
        }
        Recollection known = cache.getIfPresent(Acquaintance.of(inquiry).print(fingerprints));
        return known == null || known.until - nanos.getAsLong() <= 0 ? null : known;
    }

    /**
     * Remembers what was found, if it lasts.
     *
     * @param checks all checks
     * @param evidence what each of them found, at least up to the last of the lasting ones
     */
    void keep(Inquiry inquiry, List<Check> checks, Evidence evidence) {
        if (inquiry.client().address().isEmpty()) {
            return;
        }
        Acquaintance who = Acquaintance.of(inquiry);
        if (!who.small()) {
            return;
        }
        Duration lasts = LastingCheck.AS_LONG_AS_THE_SETTINGS;
        List<Item> items = evidence.items();
        for (int at = 0; at < checks.size(); at++) {
            if (checks.get(at) instanceof LastingCheck lasting) {
                if (at >= items.size() || !mayLast(items.get(at).finding())) {
                    return;
                }
                Duration own = lasting.lasts(inquiry);
                lasts = own.compareTo(lasts) < 0 ? own : lasts;
            }
        }
        if (lasts.compareTo(Duration.ZERO) > 0) {
            cache.put(
                    who.print(fingerprints),
                    new Recollection(runs(checks, items), nanos.getAsLong() + lasts.toNanos()));
        }
    }

    private static List<List<Item>> runs(List<Check> checks, List<Item> items) {
        List<List<Item>> runs = new ArrayList<>();
        for (int from = 0; from < checks.size(); from++) {
            int to = from;
            while (to < checks.size() && checks.get(to) instanceof LastingCheck) {
                to++;
            }
            runs.add(List.copyOf(items.subList(Math.min(from, items.size()), Math.min(to, items.size()))));
        }
        return runs;
    }

    private static boolean mayLast(Finding finding) {
        return finding instanceof Finding.Nothing || finding instanceof Finding.Points;
    }
}
