package org.doorward;

import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.doorward.check.rate.RateMemory;
import org.doorward.ownlist.OwnList;
import org.doorward.store.GreylistLedger;
import org.doorward.store.OffenceLedger;
import org.doorward.store.net.Cidr;

/**
 * What the rules have beyond a reload.
 *
 * @param greylist who was asked to come back, and who did
 * @param offences who did what, and who is banned
 * @param rates what the limits have counted
 * @param ownList the own list that commands change
 * @param host why this host cannot do without a network, or empty; from memory
 * @param clock the time of day
 * @param random where the ids of bans come from
 */
record Lasting(
        GreylistLedger greylist,
        OffenceLedger offences,
        RateMemory rates,
        Supplier<OwnList> ownList,
        Function<Cidr, Optional<String>> host,
        InstantSource clock,
        RandomGenerator random) {}
