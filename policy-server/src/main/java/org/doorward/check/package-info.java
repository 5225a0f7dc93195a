/**
 * The checks, each of which looks at an {@link org.doorward.decision.Inquiry} and returns a
 * {@link org.doorward.decision.Finding}, and the pure rules that they follow.
 *
 * <p>{@link org.doorward.check.ExemptCheck} and {@link org.doorward.check.AccessListCheck} answer from memory who is never
 * questioned; {@link org.doorward.check.GreylistCheck} asks strangers to come back. What turns a client's texts into
 * something to reckon with is pure and stands beside them: {@link org.doorward.check.SenderNormalizer},
 * {@link org.doorward.check.OrganisationalDomain}, {@link org.doorward.check.DynamicName}.
 *
 * <p>The order of the checks is not here but in one list, in the wiring. What an operator needs to know about each stands
 * in {@code docs/checks.md}.
 */
@NullMarked
package org.doorward.check;

import org.jspecify.annotations.NullMarked;
