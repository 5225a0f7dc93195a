package org.doorward.firewall.sync;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.doorward.firewall.BanSet;
import org.doorward.firewall.FirewallBan;
import org.doorward.store.net.Cidr;

/** Compares what a firewall was read to hold with what it is believed to. Pure. */
final class Audit {

    /** Ends are read in whole seconds, some time after they were set. */
    private static final long LEAST_TOLERANCE = 5;

    /** So much of a ban's rest may its end differ. */
    private static final long TOLERATED_PART = 10;

    private Audit() {}

    /**
     * In what it differs.
     *
     * @param missing bans that are not there
     * @param otherEnd bans that end at another time, or never
     * @param foreign what is there and should not be
     */
    record Difference(List<Cidr> missing, List<Cidr> otherEnd, List<FirewallBan> foreign) {}

    /**
     * Compares.
     *
     * @param believed what was put there and has not been taken out
     * @param read what is there
     */
    static Difference compare(Collection<FirewallBan> believed, BanSet read, Instant now) {
        List<Cidr> missing = new ArrayList<>();
        List<Cidr> otherEnd = new ArrayList<>();
        BanSet expected = BanSet.of(believed);
        for (FirewallBan ban : believed) {
            Optional<FirewallBan> found = read.get(ban.network());
            long rest = ban.until() - now.getEpochSecond();
            long tolerance = Math.max(LEAST_TOLERANCE, rest / TOLERATED_PART);
            if (found.isEmpty()) {
                // It may have timed out between the reading and now.
                if (rest > LEAST_TOLERANCE) {
                    missing.add(ban.network());
                }
            } else if (Math.abs(found.get().until() - ban.until()) > tolerance) {
                otherEnd.add(ban.network());
            }
        }
        List<FirewallBan> foreign = read.all().stream()
                .filter(ban -> expected.get(ban.network()).isEmpty())
                .toList();
        return new Difference(missing, otherEnd, foreign);
    }
}
