/**
 * The outbound lock: only the named mail hosts and users may open connections to port 25 of the world. Whoever else tries is refused, counted
 * and told of, for a host behind a gateway that sends spam gets the gateway's address listed by others.
 *
 * <p>{@link org.doorward.firewall.egress.EgressScript} writes the table of nftables, which is its own and touches no other;
 * {@link org.doorward.firewall.egress.EgressLock} puts it in place and keeps it there; {@link org.doorward.firewall.egress.EgressWatch} reads
 * who was refused. Nobody is banned for it.
 */
@NullMarked
package org.doorward.firewall.egress;

import org.jspecify.annotations.NullMarked;
