/**
 * ipset with iptables as a firewall, for hosts whose rules are those of iptables. {@link org.doorward.firewall.ipset.IpsetFirewall} is the
 * entrance; {@link org.doorward.firewall.ipset.IpsetSets} writes and reads the sets, {@link org.doorward.firewall.ipset.IptablesRules} the
 * rules. With the name {@code doorward}:
 *
 * <pre>
 * sets    doorward_4 (addresses) doorward_24 doorward_6 (networks): bans, each with its time-out
 *         doorward_a4 doorward_a6: networks that pass       doorward_d4 doorward_d6: those of drop lists
 * rules   PREROUTING of table raw: TCP to the mail ports goes to the chain DOORWARD
 *         DOORWARD: allowed returns; banned, listed: dropped
 * </pre>
 */
@NullMarked
package org.doorward.firewall.ipset;

import org.jspecify.annotations.NullMarked;
