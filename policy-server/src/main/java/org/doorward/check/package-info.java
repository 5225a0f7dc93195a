/**
 * The checks, each of which looks at an {@link org.doorward.decision.Inquiry} and returns a
 * {@link org.doorward.decision.Finding}, and the pure rules that they follow.
 *
 * <p>Some settle the question: {@link org.doorward.check.RateCheck}, {@link org.doorward.check.ExemptCheck},
 * {@link org.doorward.check.AccessListCheck}, {@link org.doorward.check.BanCheck} and
 * {@link org.doorward.check.SpamtrapCheck}, all from memory. Some add points: what was done before, the own list, the name in HELO,
 * the reverse name, and, from the DNS, {@link org.doorward.check.DnsblCheck}, {@link org.doorward.check.SenderCheck} and
 * {@link org.doorward.check.SpfCheck}. {@link org.doorward.check.GreylistCheck} asks strangers to come back. What turns a
 * client's texts into something to reckon with is pure and stands beside them: {@link org.doorward.check.SenderNormalizer},
 * {@link org.doorward.check.OrganisationalDomain}, {@link org.doorward.check.DynamicName}, {@link org.doorward.check.HeloName}.
 *
 * <p>The order of the checks is not here but in one list, in the wiring. What an operator needs to know about each stands
 * in {@code docs/checks.md}.
 */
@NullMarked
package org.doorward.check;

import org.jspecify.annotations.NullMarked;
