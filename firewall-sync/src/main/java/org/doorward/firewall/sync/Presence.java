package org.doorward.firewall.sync;

/**
 * Whether what is ours is there, as far as is known. So it counts once when it is taken away, however often making it anew fails; and
 * what nobody has made yet was not taken away. Used by one thread.
 */
final class Presence {

    private State state = State.OWED;

    private enum State {
        /** It is to be made whatever is there, for this is a start, or the end of having left it alone. */
        OWED,
        /** It was made. */
        THERE,
        /** It was taken away or altered since, and is to be made anew. */
        LOST
    }

    /** Whether it is to be made whatever is there: so at first. */
    boolean isOwed() {
        return state == State.OWED;
    }

    /** From now on it is to be made whatever is there. */
    void owe() {
        state = State.OWED;
    }

    /** All of it was made. */
    void made() {
        state = State.THERE;
    }

    /**
     * It was found to be gone or altered.
     *
     * @return whether that is news: it was there until now
     */
    boolean lose() {
        boolean news = state == State.THERE;
        state = State.LOST;
        return news;
    }
}
