package org.doorward.watch;

/** What the watch tells those who count. Called on followers' threads; must not block. */
public interface WatchEvents {

    /**
     * Lines were read.
     *
     * @param source their log's name
     * @param count how many
     */
    void linesRead(String source, int count);

    /**
     * Something was seen, whether it counts or not.
     *
     * @param vector its vector's label
     */
    void sighted(String vector);

    /**
     * A line was passed over, for Doorward itself could not cope with it.
     *
     * @param source its log's name
     */
    void faulty(String source);

    /**
     * A log could not be read, or what it told of not be recorded; it is tried again.
     *
     * @param source the log's name
     */
    void failed(String source);
}
