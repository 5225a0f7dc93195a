package org.doorward.dnsbl;

import java.time.Duration;

/** Hears of the lists. Called on any thread; never blocks. */
public interface DnsblEvents {

    /** For whoever does not care. */
    DnsblEvents IGNORED = new DnsblEvents() {
        @Override
        public void answered(String list, Outcome outcome, Duration took) {}

        @Override
        public void standing(String list, boolean serving, boolean parked) {}

        @Override
        public void dropped(String list) {}
    };

    /**
     * A list answered a question, which was not answered out of memory, or did not answer it.
     *
     * @param list the list's name
     */
    void answered(String list, Outcome outcome, Duration took);

    /**
     * How a list stands has changed, or the list is new.
     *
     * @param serving whether it is asked
     * @param parked whether it is parked
     */
    void standing(String list, boolean serving, boolean parked);

    /** A list is no longer configured. */
    void dropped(String list);

    /** What a list said. */
    enum Outcome {
        LISTED("listed"),
        NOT_LISTED("not_listed"),
        NO_ANSWER("no_answer"),
        LIE("lie");

        private final String label;

        Outcome(String label) {
            this.label = label;
        }

        static Outcome of(Reading reading) {
            if (reading instanceof Reading.Listed) {
                return LISTED;
            }
            if (reading instanceof Reading.NotListed) {
                return NOT_LISTED;
            }
            return reading instanceof Reading.Lie ? LIE : NO_ANSWER;
        }

        /** The word as metrics show it. */
        public String label() {
            return label;
        }
    }
}
