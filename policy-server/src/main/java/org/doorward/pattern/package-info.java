/**
 * Patterns of clients and mail addresses as operators write them, one by one in the configuration or line by line in flat
 * files with the syntax of postgrey's white lists.
 *
 * <p>{@link org.doorward.pattern.ClientPattern} and {@link org.doorward.pattern.AddressPattern} are the two kinds; what
 * reading one came to is a {@link org.doorward.pattern.Parsed}. {@link org.doorward.pattern.ListFile} reads a file of them,
 * with all its problems at once, and {@link org.doorward.pattern.ListFileWatcher} reads it again when it changes.
 * {@link org.doorward.pattern.ClientIndex} and {@link org.doorward.pattern.AddressIndex} find the pattern that matches by
 * hashing what could match, never by going through all of them; only regular expressions are tried one after the other.
 *
 * <p>This package knows nothing of decisions or configuration, so that both may use it.
 */
@NullMarked
package org.doorward.pattern;

import org.jspecify.annotations.NullMarked;
