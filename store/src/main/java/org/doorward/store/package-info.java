/**
 * The store: facts with an age. Memory answers, the database remembers, and nothing that was promised is forgotten.
 *
 * <p>Start at {@link org.doorward.store.Store}. A change goes to a ledger, waits in {@link org.doorward.store.GroupCommit} for
 * the one writer, is written to the intake journal with all others that wait, and only then is answered. The {@link
 * org.doorward.store.Follower} carries full journal segments into the database, drops what is too old, and notices when
 * either stops working. The store knows nothing of Postfix, Netty or DNS.
 */
@NullMarked
package org.doorward.store;

import org.jspecify.annotations.NullMarked;
