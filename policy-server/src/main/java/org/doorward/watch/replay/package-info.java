/**
 * The replay: reads old logs with the log's own clock, through the very code that follows them live, and says what would have happened.
 *
 * <p>Start at {@link org.doorward.watch.replay.Replay}. An {@link org.doorward.watch.replay.PastLogs} gives the entries of several logs in the order
 * of their times; each is judged against the bans that all entries before it have led to; the {@link org.doorward.watch.replay.Tally} counts.
 * What is held against whom stands in a {@link org.doorward.watch.replay.TemporaryStore}, so memory does not grow with the log.
 */
@NullMarked
package org.doorward.watch.replay;

import org.jspecify.annotations.NullMarked;
