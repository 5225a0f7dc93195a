package org.doorward.store;

import java.time.Duration;

/**
 * How long the store keeps what is not used.
 *
 * @param pending how long after its generation's newest triplet a pending triplet is kept: the longest retry window
 * @param passed how long passed triplets and networks are kept after they were last seen
 * @param offences how long an offender is kept after the latest offence
 * @param bans how long an offender is kept after the end of the latest ban, if that is longer
 */
public record Ages(Duration pending, Duration passed, Duration offences, Duration bans) {}
