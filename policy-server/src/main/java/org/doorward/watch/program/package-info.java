/** What programs other than Postfix write about clients: its SASL partner, the kernel, and whatever the operator has rules for. */
@NullMarked
package org.doorward.watch.program;

import org.jspecify.annotations.NullMarked;
