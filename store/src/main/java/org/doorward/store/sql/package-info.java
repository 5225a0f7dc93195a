/**
 * The database: what has an age and must be found by key. {@link org.doorward.store.sql.Database} opens it and counts its
 * versions, {@link org.doorward.store.sql.GreylistTables} holds every statement on the greylist's tables.
 */
@NullMarked
package org.doorward.store.sql;

import org.jspecify.annotations.NullMarked;
