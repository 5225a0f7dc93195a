/**
 * The intake: where a change is made safe before anybody is answered, and how it is found again before the database has it.
 *
 * <p>{@link org.doorward.store.intake.Journal} is an append-only file of {@link org.doorward.store.intake.JournalEntry}s with
 * check sums; its newest {@link org.doorward.store.intake.Segment} is also an index in memory, above the bytes of its
 * {@link org.doorward.store.intake.SegmentFile}. A full segment is handed to the database whole, in key order, and becomes a
 * generation of pending triplets there. Why it is built so, and what the other ways cost, stands in
 * {@code docs/decisions/0002-intake-journal.md}.
 */
@NullMarked
package org.doorward.store.intake;

import org.jspecify.annotations.NullMarked;
