package org.doorward.config;

import java.nio.file.Path;
import java.util.List;

/**
 * Section {@code [own_list]}: addresses and networks that the operator lists by hand.
 *
 * @param files files of them
 * @param points what an entry is worth
 */
public record OwnListConfig(List<Path> files, double points) {}
