package org.doorward.decision;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** What a check found. */
public sealed interface Finding {

    /** The finding of a check that has nothing to say. */
    Finding NOTHING = new Nothing();

    /**
     * How many points at most would have been taken off, had every source answered: 0, or negative. Nobody is refused for points that
     * one might have been spared.
     *
     * <p>Each kind says it for itself: a default would have {@link #NOTHING} made whenever one of them is first used, which two threads can
     * wait for in a circle.
     */
    double missing();

    /** Nothing worth a word. */
    record Nothing() implements Finding {

        @Override
        public double missing() {
            return 0;
        }
    }

    /**
     * Points for or against the client.
     *
     * @param signs what was seen, at least one thing
     * @param missing as in {@link Finding#missing}
     */
    record Points(List<Sign> signs, double missing) implements Finding {

        /** Takes the signs as they are now. */
        public Points {
            signs = List.copyOf(signs);
            if (signs.isEmpty()) {
                throw new IllegalArgumentException("no sign; say Finding.NOTHING");
            }
        }

        /** Signs from sources that have all answered. */
        public Points(List<Sign> signs) {
            this(signs, 0);
        }

        /** A single sign whose source is its kind. */
        public Points(Reason reason, double points, String detail) {
            this(List.of(new Sign(reason, points, detail)));
        }

        /** All signs, or nothing when there is none. */
        public static Finding of(List<Sign> signs) {
            return signs.isEmpty() ? NOTHING : new Points(signs);
        }

        /** The sum. */
        public double points() {
            double sum = 0;
            for (Sign sign : signs) {
                sum += sign.points();
            }
            return sum;
        }

        /** The reason of the weightiest sign. */
        public Reason reason() {
            return signs.stream()
                    .max(Comparator.comparingDouble(sign -> Math.abs(sign.points())))
                    .orElseThrow()
                    .reason();
        }

        /** What was seen, one after the other; may hold a client's text, unescaped. */
        public String detail() {
            return signs.stream().map(Sign::detail).collect(Collectors.joining("; "));
        }
    }

    /**
     * The question is settled, no later check is asked.
     *
     * @param verdict the verdict
     */
    record Settled(Verdict verdict) implements Finding {

        @Override
        public double missing() {
            return 0;
        }
    }

    /**
     * A source failed, so the check cannot tell. Never adds points.
     *
     * @param reason the source that failed
     * @param cause why, for the operator
     * @param missing as in {@link Finding#missing}
     */
    record Unknown(Reason reason, String cause, double missing) implements Finding {

        /** The finding of a source that takes off no points. */
        public Unknown(Reason reason, String cause) {
            this(reason, cause, 0);
        }
    }
}
