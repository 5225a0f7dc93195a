package org.doorward.store;

import java.util.List;
import org.doorward.store.model.StoreException;

/**
 * Makes a batch of changes safe and says what became of each.
 *
 * @param <C> a change
 * @param <R> the changed row's new state
 */
interface BatchWriter<C, R> {

    /**
     * Writes a batch. When this returns, what is {@link Done} survives a kill of this process.
     *
     * @param batch the changes in the order in which they were submitted; a later one sees the earlier ones
     * @return one outcome a change, in the same order
     */
    List<Outcome<R>> write(List<C> batch);

    /**
     * What became of a change.
     *
     * @param <R> the changed row's new state
     */
    sealed interface Outcome<R> {}

    /**
     * The change is safe.
     *
     * @param state the row's new state
     */
    record Done<R>(R state) implements Outcome<R> {}

    /**
     * The change was not made, and nothing of it remains.
     *
     * @param why what stood in its way
     */
    record Failed<R>(StoreException why) implements Outcome<R> {}
}
