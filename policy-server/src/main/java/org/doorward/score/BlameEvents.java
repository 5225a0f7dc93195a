package org.doorward.score;

import org.doorward.store.blame.Ban;

/** What the scoreboard tells those who count. Called on any thread; must not block. */
public interface BlameEvents {

    /**
     * An offence was recorded.
     *
     * @param vector its vector's label
     */
    void offence(String vector);

    /** An offence was not recorded, for the store could not promise to keep it. */
    void offenceLost();

    /**
     * Somebody was banned.
     *
     * @param kind the vector of the tripwire, {@code score}, or {@code operator}
     */
    void banned(String kind);

    /**
     * The same, for those who want to know whom.
     *
     * @param kind likewise
     * @param ban the ban
     */
    default void banMade(String kind, Ban ban) {}

    /**
     * Somebody would have been banned, but must never be.
     *
     * @param kind likewise
     */
    void banRefused(String kind);

    /** A ban was renewed, for its network still knocks. */
    void renewed();

    /** A ban ended early, for its network was quiet. */
    void endedEarly();

    /** A ban was taken back, for a list that was silent when it was imposed knows its client as a good sender. */
    void takenBack();
}
