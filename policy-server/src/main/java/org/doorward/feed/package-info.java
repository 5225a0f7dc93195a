/**
 * What the firewall's worker is told, and what it tells: which bans stand ({@link org.doorward.feed.BanSource}), whom it must never
 * drop ({@link org.doorward.feed.NeverFact}), who still knocks although it is dropped ({@link org.doorward.feed.Knocks}).
 *
 * <p>The worker is another process and has rights that this one must not have, so all of it goes over the admin listener.
 */
@NullMarked
package org.doorward.feed;

import org.jspecify.annotations.NullMarked;
