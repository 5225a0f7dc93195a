/**
 * The policy listener: sockets, connections, their limits and time-outs, and the way from a
 * {@link org.doorward.protocol.PolicyRequest} to an {@link org.doorward.decision.Inquiry} and from a
 * {@link org.doorward.decision.Decision} to a {@link org.doorward.protocol.PolicyReply}.
 *
 * <p>Start at {@link org.doorward.server.PolicyListener}, which binds, accepts and drains. One connection is one
 * {@link org.doorward.server.PolicySession}; all of its work happens on one event loop, and nothing here ever blocks one.
 *
 * <p>Two rules hold throughout. A fault of ours never loses mail: whatever goes wrong in deciding, Postfix is told
 * {@code DUNNO}. And a client that does not speak the protocol is disconnected without a reply, as SMTPD_POLICY_README
 * wants it.
 */
@NullMarked
package org.doorward.server;

import org.jspecify.annotations.NullMarked;
