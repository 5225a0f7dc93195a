/**
 * What the daemons of Postfix write about clients, in the words of its versions 2.x to 3.11. Each daemon has a class of its own; what a refusal's text
 * means stands once.
 */
@NullMarked
package org.doorward.watch.postfix;

import org.jspecify.annotations.NullMarked;
