package org.doorward.config.load;

import java.util.List;
import org.doorward.config.settings.KeyTable;

/** All sections, in the order in which the shipped file, the documents and {@code check-config} show them. */
public final class Keys {

    /** Every key of Doorward. */
    public static final KeyTable TABLE = new KeyTable(List.of(
            MainKeys.SECTION,
            AdminKeys.SECTION,
            ServerKeys.SECTION,
            DecisionKeys.SECTION,
            RateKeys.SECTION,
            ExemptKeys.SECTION,
            AccessKeys.SECTION,
            ScoreKeys.SECTION,
            ScoreKeys.POINTS_SECTION,
            ScoreKeys.TRIPWIRES_SECTION,
            BanKeys.SECTION,
            OwnListKeys.SECTION,
            SpamtrapKeys.SECTION,
            HeloKeys.SECTION,
            ReverseNameKeys.SECTION,
            SenderKeys.SECTION,
            SpfKeys.SECTION,
            GreylistKeys.SECTION,
            DnsKeys.SECTION,
            DnsblKeys.SECTION,
            WatchKeys.SECTION,
            FirewallKeys.SECTION,
            EgressKeys.SECTION,
            StoreKeys.SECTION,
            LogKeys.SECTION));

    private Keys() {}
}
