package org.doorward.decision;

import java.time.Duration;

/**
 * A decision that was made, with all that led to it.
 *
 * @param inquiry what was asked
 * @param evidence each check's finding, in order
 * @param verdict what the checks came to
 * @param observed whether the verdict is only recorded, and Postfix is told {@code DUNNO}
 * @param took from the inquiry's arrival to the verdict
 */
public record Decision(Inquiry inquiry, Evidence evidence, Verdict verdict, boolean observed, Duration took) {}
