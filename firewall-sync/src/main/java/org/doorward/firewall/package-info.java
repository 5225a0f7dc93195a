/**
 * Makes a firewall's sets equal to the bans that stand, and keeps them so: {@link org.doorward.firewall.FirewallSync} is the loop,
 * {@link org.doorward.firewall.BanFeed} says what is wanted, {@link org.doorward.firewall.Firewall} is the kernel or whatever else does
 * the dropping.
 */
@NullMarked
package org.doorward.firewall;

import org.jspecify.annotations.NullMarked;
