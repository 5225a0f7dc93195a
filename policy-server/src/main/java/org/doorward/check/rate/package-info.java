/**
 * Counts what goes through, in windows that slide, for {@link org.doorward.check.RateCheck}.
 *
 * <p>Start at {@link org.doorward.check.rate.Limiter}, which is one limit with its memory. It makes a
 * {@link org.doorward.check.rate.Claim} of an inquiry: a place that is taken when the check is asked, and given back when the
 * decision does not let the inquiry through. So what was refused is never counted, and of inquiries that come at the same moment no
 * more go through than there are places.
 */
@NullMarked
package org.doorward.check.rate;

import org.jspecify.annotations.NullMarked;
