package org.doorward.feed;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import org.doorward.store.BanNews;
import org.doorward.store.OffenceLedger;

/**
 * The bans that stand, or none of them while bans are only observed: what is answered with {@code DUNNO} must not be dropped before it
 * can ask.
 */
public final class EnforcedBans implements BanSource {

    /** No run of the store calls its revisions so. */
    private static final String OBSERVED = "observed";

    private final OffenceLedger ledger;
    private final BooleanSupplier enforced;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

    /**
     * The bans of a ledger.
     *
     * @param ledger has them
     * @param enforced whether they are carried out; {@link #reloaded} is told when that may have changed
     */
    public EnforcedBans(OffenceLedger ledger, BooleanSupplier enforced) {
        this.ledger = ledger;
        this.enforced = enforced;
        ledger.onBansChange(this::reloaded);
    }

    @Override
    public String revision() {
        return enforced.getAsBoolean() ? ledger.bansRevision() : OBSERVED;
    }

    @Override
    public BanNews since(Optional<String> revision) {
        if (enforced.getAsBoolean()) {
            return ledger.bansSince(revision);
        }
        boolean known = revision.equals(Optional.of(OBSERVED));
        return new BanNews(OBSERVED, !known, List.of(), List.of());
    }

    @Override
    public void onChange(Runnable listener) {
        listeners.add(listener);
    }

    /** Something may have changed. */
    public void reloaded() {
        listeners.forEach(Runnable::run);
    }
}
