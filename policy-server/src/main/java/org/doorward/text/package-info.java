/**
 * Text that a stranger chose. Whatever a client or the DNS said goes through {@link org.doorward.text.ClientText} before it
 * is logged or shown; this package depends on nothing, so that every other one may use it.
 */
@NullMarked
package org.doorward.text;

import org.jspecify.annotations.NullMarked;
