/** From a line of a log to what a program said: syslog files in both of their forms, and the journal's. */
@NullMarked
package org.doorward.watch.line;

import org.jspecify.annotations.NullMarked;
