/**
 * What runs the programs of firewalls: {@link org.doorward.firewall.tool.Executable} starts one and ends it when it takes too long. The
 * firewalls beside nftables share more: {@link org.doorward.firewall.tool.Tool} has one step done by a program, all of whose output it
 * returns; {@link org.doorward.firewall.tool.HeldBans} remembers when bans end, for what drops packets without a clock of its own.
 */
@NullMarked
package org.doorward.firewall.tool;

import org.jspecify.annotations.NullMarked;
