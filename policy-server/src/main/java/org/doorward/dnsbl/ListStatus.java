package org.doorward.dnsbl;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How a list is doing, for people.
 *
 * @param list its name
 * @param state whether it is asked
 * @param since since when
 * @param why why it is not asked; empty when it is
 * @param lastProbe when it was asked for its proof last
 * @param lastResult what came of that
 * @param nextProbe when it is asked for it next
 * @param asked how many questions it was asked since the start
 * @param listed how many of them it answered with a listing
 * @param failed how many it did not answer
 * @param latency how long it took to answer, on average
 */
public record ListStatus(
        String list,
        State state,
        Instant since,
        String why,
        Optional<Instant> lastProbe,
        String lastResult,
        Optional<Instant> nextProbe,
        long asked,
        long listed,
        long failed,
        Duration latency) {

    /** Whether a list is asked. */
    public enum State {
        /** It has not proven itself yet: it is not asked. */
        UNPROVEN("unproven"),
        /** It is asked, and what it says counts. */
        SERVING("serving"),
        /** It did not answer lately: it is not asked until it has proven itself again, which is tried every few seconds. */
        DOUBTED("doubted"),
        /** It failed, or lied: it is not asked until a pause is over and it has proven itself again. */
        PARKED("parked");

        private final String label;

        State(String label) {
            this.label = label;
        }

        /** The word for it, everywhere. */
        public String label() {
            return label;
        }
    }
}
