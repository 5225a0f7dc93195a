package org.doorward.dns;

import java.time.Duration;

/** Hears of each question to the DNS. Called on the thread that asks, or on the one of the DNS; never blocks. */
public interface DnsEvents {

    /** For whoever does not care. */
    DnsEvents IGNORED = new DnsEvents() {
        @Override
        public void answered(Outcome outcome, Duration took) {}

        @Override
        public void remembered() {}
    };

    /**
     * A question was answered, or given up.
     *
     * @param took from the question to its end, its retries included
     */
    void answered(Outcome outcome, Duration took);

    /** A question was answered out of memory. */
    void remembered();

    /** What came of a question: {@link DnsAnswer} as one word. */
    enum Outcome {
        FOUND("found"),
        NOTHING("nothing"),
        TIMEOUT("timeout"),
        SERVER_FAILURE("server_failure"),
        REFUSED("refused"),
        BAD_ANSWER("bad_answer"),
        BAD_NAME("bad_name"),
        OVERLOAD("overload"),
        DOWN("down");

        private final String label;

        Outcome(String label) {
            this.label = label;
        }

        /** The word of an answer. */
        public static Outcome of(DnsAnswer answer) {
            if (answer instanceof DnsAnswer.Found) {
                return FOUND;
            }
            return answer instanceof DnsAnswer.Failed failed ? of(failed.failure()) : NOTHING;
        }

        private static Outcome of(DnsAnswer.Failure failure) {
            return switch (failure) {
                case TIMEOUT -> TIMEOUT;
                case SERVER_FAILURE -> SERVER_FAILURE;
                case REFUSED -> REFUSED;
                case BAD_ANSWER -> BAD_ANSWER;
                case BAD_NAME -> BAD_NAME;
                case OVERLOAD -> OVERLOAD;
                case DOWN -> DOWN;
            };
        }

        /** The word as metrics show it. */
        public String label() {
            return label;
        }
    }
}
