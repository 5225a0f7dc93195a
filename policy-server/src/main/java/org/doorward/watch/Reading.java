package org.doorward.watch;

import org.doorward.config.Vector;
import org.doorward.store.net.IpAddress;

/** What one log entry says. */
public sealed interface Reading {

    /**
     * Somebody did something that is held against him.
     *
     * @param address who, from the place where the program itself writes it
     * @param vector what kind of offence it is
     * @param evidence what exactly, in the log's words; may hold what a client wrote, so it has to be escaped before it is shown
     * @param times how often, at least once: a program may write one line for several attempts
     * @param once a session within which the vector counts once, whatever number of entries tell of it; empty when each entry counts
     */
    record Seen(IpAddress address, Vector vector, String evidence, int times, String once) implements Reading {

        /** Something that counts each time it is seen. */
        public Seen(IpAddress address, Vector vector, String evidence) {
            this(address, vector, evidence, 1, "");
        }
    }

    /** Somebody has logged in: what comes from there is not held against him for a while. */
    record LoggedIn(IpAddress address) implements Reading {}

    /** A message of somebody was taken. */
    record Accepted(IpAddress address) implements Reading {}

    /** Somebody has connected. */
    record Connected(IpAddress address) implements Reading {}

    /**
     * Nothing that matters here.
     *
     * @param why for those who ask why a line counts nothing
     */
    record Nothing(String why) implements Reading {}
}
