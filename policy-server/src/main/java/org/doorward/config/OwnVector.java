package org.doorward.config;

import java.util.Optional;

/**
 * An operator's own kind of offence.
 *
 * @param vector the kind
 * @param points what an offence counts
 * @param tripwire how many ban at once; empty for none
 */
public record OwnVector(Vector vector, double points, Optional<Tripwire> tripwire) {}
