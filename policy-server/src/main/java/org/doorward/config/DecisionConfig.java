package org.doorward.config;

import java.time.Duration;
import java.util.Set;

/**
 * Section {@code [decision]}.
 *
 * @param deadline when a decision judges what it has
 * @param rejectAt how many points reject
 * @param rejectSources from how many sources those must come
 * @param observe names of checks whose findings are recorded but do not count
 * @param rejectText what a client is told whose points reached the threshold
 */
public record DecisionConfig(
        Duration deadline, double rejectAt, int rejectSources, Set<String> observe, String rejectText) {}
