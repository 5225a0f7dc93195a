/**
 * Where lines come from: files that grow and are rotated, the journal, a syslog socket, standard input. A source is read by one thread, says
 * behind each chunk where it stands, and can be opened again there.
 */
@NullMarked
package org.doorward.watch.source;

import org.jspecify.annotations.NullMarked;
