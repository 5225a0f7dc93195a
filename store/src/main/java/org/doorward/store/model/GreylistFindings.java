package org.doorward.store.model;

import java.util.List;
import java.util.Optional;

/**
 * What a search through the greylist has found.
 *
 * @param found networks first, then triplets, the latest first
 * @param incomplete why the search stopped before it had seen everything; empty when it has
 */
public record GreylistFindings(List<GreylistFound> found, Optional<String> incomplete) {}
