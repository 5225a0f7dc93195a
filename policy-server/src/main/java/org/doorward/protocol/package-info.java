/**
 * Postfix's policy delegation protocol (SMTPD_POLICY_README), and nothing else: no decision, no configuration, no log. It
 * needs Netty and the JDK.
 *
 * <p>A request is a number of lines {@code name=value}, each ended by a line feed alone, and an empty line. Names may come in
 * any order, and new ones with each version of Postfix. The reply is one line {@code action=...} and an empty line.
 *
 * <p>Start at {@link org.doorward.protocol.PolicyRequestDecoder}, which explains the format where it is read.
 * {@link org.doorward.protocol.PolicyReply} keeps what Postfix would misread from ever being sent.
 */
@NullMarked
package org.doorward.protocol;

import org.jspecify.annotations.NullMarked;
