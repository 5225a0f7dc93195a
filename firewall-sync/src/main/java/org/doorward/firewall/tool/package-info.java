/**
 * What the firewalls beside nftables share: {@link org.doorward.firewall.tool.Tool} runs a program, once a step, and ends it when it takes
 * too long; {@link org.doorward.firewall.tool.HeldBans} remembers when bans end, for what drops packets without a clock of its own.
 */
@NullMarked
package org.doorward.firewall.tool;

import org.jspecify.annotations.NullMarked;
