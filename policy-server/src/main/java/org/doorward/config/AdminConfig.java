package org.doorward.config;

/**
 * Section {@code [admin]}: the listener for commands, metrics and health.
 *
 * @param listen where it listens
 * @param token the bearer token, or empty: then it is made at the first start and kept in the state directory
 */
public record AdminConfig(ListenAddress.Inet listen, String token) {}
