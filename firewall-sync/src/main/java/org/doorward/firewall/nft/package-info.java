/**
 * The kernel's nftables as a firewall. {@link org.doorward.firewall.nft.NftFirewall} is the entrance; all that it does goes through the
 * program {@code nft}, one short process a step.
 *
 * <p>Everything lives in one table of the family {@code inet}, and no other table is ever touched:
 *
 * <pre>
 * prerouting (raw)   TCP to the mail ports goes to "mail"; all else is none of our business
 * mail               allow4, allow6: passes
 *                    b4_32, b4_24, b6_64: goes to the chain of that set
 *                    drop4, drop6: counted and dropped
 * banned4_32 ...     notes the network in knock4_32 ..., then counts and drops
 * </pre>
 *
 * <p>{@link org.doorward.firewall.nft.NftRules} is that table, {@link org.doorward.firewall.nft.NftScript} the transactions,
 * {@link org.doorward.firewall.nft.NftCommand} runs them, {@link org.doorward.firewall.nft.NftProbe} and
 * {@link org.doorward.firewall.nft.NftListing} read what is there, {@link org.doorward.firewall.nft.NftMonitor} hears when it goes.
 */
@NullMarked
package org.doorward.firewall.nft;

import org.jspecify.annotations.NullMarked;
