package org.doorward.watch.replay;

/** How many there were of something, and how many of these bans would have saved. For one thread. */
final class Saving {

    private long all;
    private long saved;

    /** One more. */
    void add(boolean isSaved) {
        all++;
        saved += isSaved ? 1 : 0;
    }

    long all() {
        return all;
    }

    long saved() {
        return saved;
    }
}
