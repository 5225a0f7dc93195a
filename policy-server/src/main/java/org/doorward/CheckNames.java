package org.doorward;

import java.util.Set;
import org.doorward.check.AccessListCheck;
import org.doorward.check.BanCheck;
import org.doorward.check.DnsblCheck;
import org.doorward.check.ExemptCheck;
import org.doorward.check.GreylistCheck;
import org.doorward.check.HeloCheck;
import org.doorward.check.OwnListCheck;
import org.doorward.check.RateCheck;
import org.doorward.check.ReverseNameCheck;
import org.doorward.check.ScoreCheck;
import org.doorward.check.SenderCheck;
import org.doorward.check.SpamtrapCheck;
import org.doorward.check.SpfCheck;

/** The names of all checks. Apart from {@link PolicyServer}, for the configuration is read also where no server can run. */
public final class CheckNames {

    /** All of them. */
    public static final Set<String> ALL = Set.of(
            RateCheck.NAME,
            ExemptCheck.NAME,
            AccessListCheck.NAME,
            BanCheck.NAME,
            ScoreCheck.NAME,
            OwnListCheck.NAME,
            SpamtrapCheck.NAME,
            HeloCheck.NAME,
            ReverseNameCheck.NAME,
            DnsblCheck.NAME,
            SenderCheck.NAME,
            SpfCheck.NAME,
            GreylistCheck.NAME);

    private CheckNames() {}
}
