package org.doorward.config;

import java.nio.file.Path;
import java.util.List;

/**
 * Section {@code [spamtrap]}: recipients to whom nobody should write.
 *
 * @param recipients patterns as in postgrey's {@code whitelist_recipients}
 * @param files files of such patterns
 * @param text what the client is told, which should be what Postfix says of an unknown user
 */
public record SpamtrapConfig(List<String> recipients, List<Path> files, String text) {}
