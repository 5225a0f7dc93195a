package org.doorward.firewall.nft;

import java.io.IOException;
import java.io.Reader;
import java.util.Map;
import java.util.Optional;
import org.doorward.firewall.Firewall.Look;

/** Compares our table, as it is {@linkplain NftTable listed}, with how it was made. */
final class NftProbe {

    private final String name;
    private final NftRules rules;

    NftProbe(String table, NftRules rules) {
        this.name = table;
        this.rules = rules;
    }

    /**
     * Reads the listing.
     *
     * @throws IOException when it ends in the middle of our table
     */
    Look look(Reader listing) throws IOException {
        Optional<NftTable> found = NftTable.find(listing, name);
        if (found.isEmpty()) {
            return NftTable.gone(name);
        }
        NftTable table = found.get();
        rules.sets().forEach((set, made) -> table.expectSet(set, made.type(), made.flags()));
        table.expectCounters(NftRules.counters());
        table.expectChains(rules.comments(), Map.of(NftRules.ENTRANCE, NftRules.HOOK));
        return table.look();
    }
}
