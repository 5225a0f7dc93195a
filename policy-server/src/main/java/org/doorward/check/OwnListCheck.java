package org.doorward.check;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.doorward.decision.Check;
import org.doorward.decision.Evidence;
import org.doorward.decision.Finding;
import org.doorward.decision.Inquiry;
import org.doorward.decision.Reason;
import org.doorward.decision.Sign;
import org.doorward.ownlist.OwnList;
import org.doorward.ownlist.OwnListEntry;
import org.doorward.store.net.IpAddress;

/**
 * Check {@code own_list}: points for clients that the operator has listed by hand. The judge takes the operator's word alone for
 * enough.
 */
public final class OwnListCheck implements Check {

    /** The check's name. */
    public static final String NAME = "own_list";

    private final Supplier<OwnList> kept;
    private final Supplier<OwnList> files;
    private final double points;

    /**
     * A check by lists that may be replaced while it works; each decision asks for each once.
     *
     * @param kept gives the list that commands change
     * @param files gives the list of the operator's files
     * @param points what an entry is worth, above 0
     */
    public OwnListCheck(Supplier<OwnList> kept, Supplier<OwnList> files, double points) {
        this.kept = kept;
        this.files = files;
        this.points = points;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Phase phase() {
        return Phase.EVIDENCE;
    }

    @Override
    public CompletionStage<Finding> examine(Inquiry inquiry, Evidence evidence) {
        Optional<IpAddress> address = inquiry.client().address();
        if (address.isEmpty()) {
            return NOTHING;
        }
        Optional<OwnListEntry> entry = kept.get().match(address.get(), inquiry.now());
        if (entry.isEmpty()) {
            entry = files.get().match(address.get(), inquiry.now());
        }
        return entry.isEmpty() ? NOTHING : CompletableFuture.completedStage(finding(entry.get()));
    }

    private Finding finding(OwnListEntry entry) {
        return new Finding.Points(
                List.of(new Sign(Reason.OWN_LIST, Reason.OWN_LIST.label(), points, entry.toString(), "")));
    }
}
