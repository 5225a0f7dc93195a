/**
 * Blame, as plain records and the pure rules by which one follows from another. An {@link org.doorward.store.blame.Offence}
 * adds points to its {@link org.doorward.store.blame.Offender}; the points fade ({@link org.doorward.store.blame.Decay}); who
 * goes on gets a {@link org.doorward.store.blame.Ban}, each longer than the last ({@link
 * org.doorward.store.blame.BanTerms#rung}).
 *
 * <p>Start at {@link org.doorward.store.blame.Offender#with}. No clock, no database, and no word of what the vectors mean.
 */
@NullMarked
package org.doorward.store.blame;

import org.jspecify.annotations.NullMarked;
