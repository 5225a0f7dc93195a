/**
 * The load runs behind docs/performance.md, by one command: {@link org.doorward.load.suite.LoadSuite}. It starts the built
 * distribution and the bare responder itself, in a temporary folder, and prints a table in Markdown.
 *
 * <p>A part measures one thing; what is compared runs in turns, A B A B, so that a machine that is slower for a while is
 * slower for both.
 */
@NullMarked
package org.doorward.load.suite;

import org.jspecify.annotations.NullMarked;
