package org.doorward.watch;

import java.time.Instant;
import org.doorward.config.Vector;
import org.doorward.store.net.IpAddress;

/**
 * What a log says of somebody: that he did something, of what kind, and when.
 *
 * @param address who
 * @param vector what kind of offence it is
 * @param at when, by the log's clock
 * @param evidence what exactly; may hold what a client wrote
 */
public record Sighting(IpAddress address, Vector vector, Instant at, String evidence) {}
