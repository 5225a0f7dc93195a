/**
 * The wiring of the worker that keeps the firewall: what {@link org.doorward.PolicyServer} is for the server. Nothing here, nor anything that it
 * needs, knows Netty or the database, for the worker's class path holds neither.
 */
@NullMarked
package org.doorward.worker;

import org.jspecify.annotations.NullMarked;
