/**
 * Log files: those that grow and are rotated under the reader's eyes, and old ones, packed or not.
 *
 * <p>Start at {@link org.doorward.watch.source.file.FileSource}. It reads one {@link org.doorward.watch.source.file.OpenLog} at a time; where it
 * stands is a {@link org.doorward.watch.source.file.Mark}, which knows its file by what stands in it; what it goes on with is found in the
 * {@link org.doorward.watch.source.file.Family}, the file and what rotation has made of its forebears.
 */
@NullMarked
package org.doorward.watch.source.file;

import org.jspecify.annotations.NullMarked;
