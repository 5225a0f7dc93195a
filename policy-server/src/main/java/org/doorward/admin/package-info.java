/**
 * The admin listener: metrics, health and the commands' questions, over HTTP on loopback.
 *
 * <p>{@link org.doorward.admin.Routes} is the table of all there is. {@link org.doorward.admin.AdminServer} listens on a thread of
 * its own, so that neither a flood of mail nor one of HTTP requests stops the other; {@link org.doorward.admin.Guard} says who may
 * ask; {@link org.doorward.admin.AdminLimits} bounds everything that a peer can make grow.
 */
@NullMarked
package org.doorward.admin;

import org.jspecify.annotations.NullMarked;
