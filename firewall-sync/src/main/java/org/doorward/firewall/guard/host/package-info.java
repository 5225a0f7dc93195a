/**
 * What this host itself says of whom it needs: its addresses and neighbourhoods, gateways, resolvers, Postfix's own networks, who is logged
 * in by SSH.
 *
 * <p>All but Postfix is read from files, so no program is needed and a small sandbox is enough. Each source reads below a root that a test
 * can put elsewhere ({@link org.doorward.firewall.guard.host.HostFiles}). The network's files are read below {@code /proc/self/net}, which
 * also a process without the rest of {@code /proc} can see.
 */
@NullMarked
package org.doorward.firewall.guard.host;

import org.jspecify.annotations.NullMarked;
