package org.doorward.firewall.guard;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.doorward.store.net.Cidr;
import org.jspecify.annotations.Nullable;

/** Somebody who knows networks that must never be banned. */
public interface NeverBanSource {

    /** What it is called in the list of entries and in messages: a word or two. */
    String name();

    /**
     * Looks. May block for some seconds, and never longer.
     *
     * @throws IOException when it cannot say; the message says what failed, where, and what to do
     */
    Reading read() throws IOException, InterruptedException;

    /**
     * A network with its reason.
     *
     * @param network which
     * @param reason why, in a few words
     */
    record Found(Cidr network, String reason) {}

    /**
     * What a source has said.
     *
     * @param found its networks
     * @param remarks what it could not use, for the operator
     * @param asOf when that was known; null when it was found out this moment
     */
    record Reading(
            List<Found> found,
            List<String> remarks,
            @Nullable Instant asOf) {

        /** Takes both lists as they are now. */
        public Reading {
            found = List.copyOf(found);
            remarks = List.copyOf(remarks);
        }

        /** Known just now. */
        public Reading(List<Found> found, List<String> remarks) {
            this(found, remarks, null);
        }
    }
}
