/**
 * The loop: {@link org.doorward.firewall.sync.Reconciler} compares what is wanted with what the firewall holds and makes the one like the
 * other, a step at a time and without a thread or a clock of its own; {@link org.doorward.firewall.sync.FirewallSync} gives it both.
 */
@NullMarked
package org.doorward.firewall.sync;

import org.jspecify.annotations.NullMarked;
