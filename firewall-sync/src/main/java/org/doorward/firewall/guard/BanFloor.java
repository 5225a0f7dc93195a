package org.doorward.firewall.guard;

import java.util.Optional;
import org.doorward.firewall.BanLength;
import org.doorward.store.net.Cidr;

/** How wide a ban may be: no wider than {@link BanLength} has lengths for. */
public final class BanFloor {

    private BanFloor() {}

    /** Why a network is none that may be banned, whoever is in it, with the remedy; empty when its length is right. */
    public static Optional<String> refusal(Cidr ban) {
        if (BanLength.fits(ban)) {
            return Optional.empty();
        }
        boolean v6 = ban.address().isV6();
        BanLength widest = v6 ? BanLength.V6_64 : BanLength.V4_24;
        if (ban.prefix() == 0) {
            return Optional.of(ban + " is not banned: it is everybody");
        }
        if (ban.prefix() < widest.prefix()) {
            return Optional.of(ban + " is not banned: it is wider than /" + widest.prefix()
                    + " and would take too many with it; ban single networks, or put it on a drop list");
        }
        String lengths = v6 ? "/64" : "/24 and /32";
        return Optional.of(ban + " is not banned: a ban is for " + lengths + "; ban "
                + Cidr.of(ban.address(), widest.prefix()) + (v6 ? "" : " or single addresses"));
    }
}
