package org.doorward;

import java.util.function.Supplier;
import org.doorward.check.rate.RateMemory;
import org.doorward.ownlist.OwnList;
import org.doorward.store.GreylistLedger;

/**
 * What the rules remember beyond a reload.
 *
 * @param greylist who was asked to come back, and who did
 * @param rates what the limits have counted
 * @param ownList the own list that commands change
 */
record Lasting(GreylistLedger greylist, RateMemory rates, Supplier<OwnList> ownList) {}
