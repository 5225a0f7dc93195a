/**
 * A program of the operator's own as a firewall: {@link org.doorward.firewall.command.CommandFirewall} runs it,
 * {@link org.doorward.firewall.command.CommandText} is what it reads.
 */
@NullMarked
package org.doorward.firewall.command;

import org.jspecify.annotations.NullMarked;
