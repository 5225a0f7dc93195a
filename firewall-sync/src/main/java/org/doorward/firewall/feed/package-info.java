/**
 * How the worker hears of the bans that stand, and tells what it has seen: plain HTTP to the server's admin listener, and a file with the
 * last good set for when there is none.
 */
@NullMarked
package org.doorward.firewall.feed;

import org.jspecify.annotations.NullMarked;
