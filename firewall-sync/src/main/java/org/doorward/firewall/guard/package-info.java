/**
 * What keeps a firewall from doing harm: who is never banned, how wide a ban may be, and what to do when bans come in a flood.
 *
 * <p>{@link org.doorward.firewall.guard.NeverBans} asks its sources once a minute and hands out a
 * {@link org.doorward.firewall.guard.NeverBan}, which refuses bans and gives the kernel's allow set. A source that fails keeps the last that
 * it said: an unreadable file must not make the gateway bannable. {@link org.doorward.firewall.guard.CautiousFeed} stands before the feed and
 * holds back new bans while its {@link org.doorward.firewall.guard.Breaker} is open.
 */
@NullMarked
package org.doorward.firewall.guard;

import org.jspecify.annotations.NullMarked;
