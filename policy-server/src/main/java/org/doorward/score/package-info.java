/**
 * Blame: what a decision refused becomes {@link org.doorward.score.Vector offences}, the {@link
 * org.doorward.score.Scoreboard} has the store add them up, and bans who goes on.
 *
 * <p>The arithmetic (fading points, the ladder) is {@code org.doorward.store.blame}, for the store applies it where nothing can
 * come between; here stands what the vectors mean, when there is a ban ({@link org.doorward.score.BanRules}), and who is
 * never banned ({@link org.doorward.score.NeverBan}).
 */
@NullMarked
package org.doorward.score;

import org.jspecify.annotations.NullMarked;
