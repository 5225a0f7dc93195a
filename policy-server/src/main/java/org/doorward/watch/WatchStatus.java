package org.doorward.watch;

import java.time.Duration;
import java.util.OptionalLong;

/**
 * How a log is followed.
 *
 * @param works whether its lines were read, and recorded, at the last try
 * @param lag how old the last line was when it was read; zero once all has been read
 * @param behind how many bytes are known to wait; empty when that is not known
 */
public record WatchStatus(boolean works, Duration lag, OptionalLong behind) {}
