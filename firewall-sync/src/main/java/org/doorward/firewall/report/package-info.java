/**
 * What the worker tells of itself: a file for {@code doorward firewall status}, one for Prometheus's node exporter, and the file by which the
 * operator tells it to leave the firewall alone. It has no socket that listens.
 */
@NullMarked
package org.doorward.firewall.report;

import org.jspecify.annotations.NullMarked;
