/**
 * Load on a policy server, and what it is measured against. Programs, not tests: nothing here runs in a build.
 *
 * <p>{@link org.doorward.load.LoadRun} puts load on a server that runs, in a closed loop or at a fixed rate. {@link
 * org.doorward.load.BareResponder} is the yardstick: the same sockets, and no decision. {@code org.doorward.load.suite}
 * makes the figures of docs/performance.md out of both; how to start each stands there.
 */
@NullMarked
package org.doorward.load;

import org.jspecify.annotations.NullMarked;
