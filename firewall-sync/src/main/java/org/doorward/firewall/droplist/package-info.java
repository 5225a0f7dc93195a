/**
 * Lists of networks from which nothing good comes, made by others: Spamhaus DROP and its like.
 *
 * <p>{@link org.doorward.firewall.droplist.DropLists} holds all of them and gives the networks to drop, merged and without those that
 * never-ban protects. Each is a {@link org.doorward.firewall.droplist.DropListFeed}, which brings it from its source at most once an hour
 * ({@link org.doorward.firewall.droplist.ListFetcher}), reads it ({@link org.doorward.firewall.droplist.DropListText}), checks it against
 * the last good one ({@link org.doorward.firewall.droplist.DropListRules}) and only then puts it in its place on disk
 * ({@link org.doorward.firewall.droplist.ListFiles}), as it came: its makers want its date and their name to stay with it. Whatever fails, the
 * last good one goes on, for some weeks.
 */
@NullMarked
package org.doorward.firewall.droplist;

import org.jspecify.annotations.NullMarked;
