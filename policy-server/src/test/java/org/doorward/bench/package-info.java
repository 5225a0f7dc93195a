/**
 * JMH benchmarks of what every request goes through: {@link org.doorward.bench.ProtocolBenchmark} the bytes, {@link
 * org.doorward.bench.DecisionBenchmark} the decision. They say where the time of one request goes, not how many requests a
 * server takes: that is {@code org.doorward.load}'s to say.
 *
 * <p>A build compiles them like tests. JMH's generated code, without which they do not run, is made by the profile
 * {@code bench} only; {@link org.doorward.bench.Benchmarks} runs them, and docs/performance.md has the command.
 */
@NullMarked
package org.doorward.bench;

import org.jspecify.annotations.NullMarked;
