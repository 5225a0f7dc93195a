/**
 * The decision: an {@link org.doorward.decision.Inquiry} goes through {@link org.doorward.decision.Check checks} in their
 * order, each returns a {@link org.doorward.decision.Finding}, and the pure {@link org.doorward.decision.Judge} turns the
 * findings into a {@link org.doorward.decision.Verdict}.
 *
 * <p>Start at {@link org.doorward.decision.Pipeline}, the only class that knows of futures and of the deadline. This package
 * knows neither the network nor the database.
 */
@NullMarked
package org.doorward.decision;

import org.jspecify.annotations.NullMarked;
