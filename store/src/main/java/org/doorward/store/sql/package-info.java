/**
 * The database: what has an age and must be found by key. {@link org.doorward.store.sql.Database} opens it and counts its
 * versions, {@link org.doorward.store.sql.GreylistTables} and {@link org.doorward.store.sql.OffenderTable} hold every statement
 * on their tables, {@link org.doorward.store.sql.TakeOver} fills them from the journal.
 */
@NullMarked
package org.doorward.store.sql;

import org.jspecify.annotations.NullMarked;
