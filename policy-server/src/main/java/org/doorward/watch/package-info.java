/**
 * The watch: reads what Postfix, its SASL partner and the kernel write to their logs, and turns it into offences.
 *
 * <p>A {@link org.doorward.watch.source source} gives lines and says where it stands; a {@link org.doorward.watch.line.LogEntry} is a line
 * without the log's own trimmings; a {@link org.doorward.watch.Reading} is what one entry says of whom. Nobody is blamed by what a client
 * chose to write: an address is taken only from the place where the program itself writes it.
 */
@NullMarked
package org.doorward.watch;

import org.jspecify.annotations.NullMarked;
