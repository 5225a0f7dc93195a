package org.doorward.store;

import java.time.Duration;

/** What the store tells those who count and log. Called on the store's own threads; must not block and must not throw. */
public interface StoreEvents {

    /** A listener that does not care. */
    StoreEvents NONE = new StoreEvents() {};

    /**
     * A batch is safe.
     *
     * @param changes how many changes it held, at least one
     * @param took from taking the batch to its being safe
     */
    default void committed(int changes, Duration took) {}

    /** A change was refused, because the queue was full or the store cannot keep a promise now. */
    default void refused() {}

    /**
     * The journal or the database stopped working. Said once for each outage.
     *
     * @param problem what is wrong, one line
     */
    default void unavailable(String problem) {}

    /**
     * It works again.
     *
     * @param after how long it was away
     */
    default void recovered(Duration after) {}

    /**
     * Rows were dropped for their age.
     *
     * @param rows how many
     */
    default void aged(long rows) {}
}
