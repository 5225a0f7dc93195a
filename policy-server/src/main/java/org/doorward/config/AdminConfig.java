package org.doorward.config;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Section {@code [admin]}: the listener for commands, metrics and health.
 *
 * @param listen where it listens
 * @param token the bearer token, or empty: then it is made at the first start and kept in a file
 * @param tokenFile that file; empty for {@code admin-token} in the state directory
 */
public record AdminConfig(ListenAddress.Inet listen, String token, Optional<Path> tokenFile) {}
