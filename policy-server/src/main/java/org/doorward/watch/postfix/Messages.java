package org.doorward.watch.postfix;

import org.doorward.watch.Reading;
import org.doorward.watch.line.LogEntry;

/** Reads what one daemon writes. For one thread. */
interface Messages {

    /** What an entry says. */
    Reading read(LogEntry entry);
}
