/**
 * What Doorward tells those who run it: meters, log lines, and the word to systemd that it is ready and alive.
 *
 * <p>{@link org.doorward.observe.Meters} puts the groups of meters together, each of which has the names of its own.
 * {@link org.doorward.observe.Logging} sets up the log, whose one writer thread ({@link org.doorward.observe.LineWriter}) has a
 * bounded queue: a standard output that nobody reads costs lines, which are counted, but never a decision.
 * {@link org.doorward.observe.DecisionLog} writes the line of each decision. Everything here listens; nothing here decides.
 */
@NullMarked
package org.doorward.observe;

import org.jspecify.annotations.NullMarked;
