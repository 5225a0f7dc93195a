/**
 * What the store remembers, as plain records, and the pure rules by which one record follows from another:
 * {@link org.doorward.store.model.GreylistEntry#attempted} is the whole of greylisting, {@link
 * org.doorward.store.model.NetworkStanding#passedAnother} the whole of automatic allowance. No clock, no database.
 */
@NullMarked
package org.doorward.store.model;

import org.jspecify.annotations.NullMarked;
