/**
 * Why: the {@link org.doorward.why.Account} of a client, a sender or a recipient. What is held against it, what was decided
 * lately and on which findings, what the greylist remembers, what would happen now, and which settings decide that.
 *
 * <p>{@link org.doorward.why.Accounts} gathers it, {@link org.doorward.why.Story} tells it in an operator's words. Nothing here
 * leaves a trace: who asks changes nothing.
 */
@NullMarked
package org.doorward.why;

import org.jspecify.annotations.NullMarked;
