package org.doorward.firewall.sync;

import org.doorward.firewall.Firewall;
import org.doorward.firewall.FirewallException;

/** Who wants the firewall left alone, and whether that is undone: what was done by hand holds until it is undone by hand. Used by one thread. */
final class Holding {

    private By by = By.NOBODY;

    /** Who wants it left alone. */
    enum By {
        NOBODY,
        /** The operator, by the command. */
        COMMAND,
        /** The operator, who has put the table to sleep. */
        SLEEP,
        /** Somebody who took it away too often. */
        STRUGGLE
    }

    /**
     * It is to be left alone.
     *
     * @return whether that is news
     */
    boolean begin(By who) {
        boolean news = by != who;
        by = who;
        return news;
    }

    /** It is not to be left alone any more. */
    void end() {
        by = By.NOBODY;
    }

    /** Whether this one wants it left alone. */
    boolean isBy(By who) {
        return by == who;
    }

    /** Whether it was undone. The operator's command is taken for undone: who asks has seen that it does not hold. */
    boolean isUndone(Firewall firewall) throws FirewallException {
        return switch (by) {
            case NOBODY, COMMAND -> true;
            case SLEEP -> firewall.look().state() != Firewall.State.ASLEEP;
            case STRUGGLE -> firewall.look().state() == Firewall.State.IN_PLACE;
        };
    }
}
