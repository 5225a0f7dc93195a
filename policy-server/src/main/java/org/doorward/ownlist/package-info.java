/**
 * The operator's own list of addresses and networks that are not wanted, with reason and age.
 *
 * <p>It comes from files of the operator's, and from a file of the server's that commands change
 * ({@link org.doorward.ownlist.KeptList}); both have one format, read by {@link org.doorward.ownlist.ListedLine}. What is looked up
 * is an immutable {@link org.doorward.ownlist.OwnList}.
 */
@NullMarked
package org.doorward.ownlist;

import org.jspecify.annotations.NullMarked;
