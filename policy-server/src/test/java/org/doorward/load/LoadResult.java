package org.doorward.load;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a load run counted.
 *
 * @param took from the end of the warm-up to the last reply that was counted
 * @param latencies of all replies that were counted; from the schedule where there is one
 * @param actions how often each action was replied
 * @param failures what did not end with a reply
 */
public record LoadResult(Duration took, LatencyHistogram latencies, Map<String, Long> actions, Failures failures) {

    private static final double NANOS_A_MILLI = 1e6;

    /**
     * What did not end with a reply.
     *
     * @param lost connections that the server closed
     * @param malformed replies that were none
     * @param unanswered requests without a reply seconds after the run's end
     * @param unsent requests that were due and never found a free connection
     */
    public record Failures(long lost, long malformed, long unanswered, long unsent) {

        private static final Failures NONE = new Failures(0, 0, 0, 0);

        /** Whether there was none. */
        public boolean none() {
            return equals(NONE);
        }

        private Failures and(Failures other) {
            return new Failures(
                    lost + other.lost,
                    malformed + other.malformed,
                    unanswered + other.unanswered,
                    unsent + other.unsent);
        }
    }

    /** Nothing counted yet. */
    public static LoadResult none() {
        return new LoadResult(Duration.ZERO, new LatencyHistogram(), Map.of(), Failures.NONE);
    }

    /** This one and another that ran at the same time. */
    public LoadResult and(LoadResult other) {
        LatencyHistogram both = new LatencyHistogram();
        both.add(latencies);
        both.add(other.latencies);
        Map<String, Long> sums = new TreeMap<>(actions);
        other.actions.forEach((action, count) -> sums.merge(action, count, Long::sum));
        Duration longer = took.compareTo(other.took) > 0 ? took : other.took;
        return new LoadResult(longer, both, sums, failures.and(other.failures));
    }

    /** Replies a second. */
    public double rate() {
        return took.isZero() ? 0 : latencies.count() / (took.toNanos() / 1e9);
    }

    /**
     * A percentile of the latencies.
     *
     * @return in milliseconds
     */
    public double millis(double percent) {
        return latencies.percentile(percent) / NANOS_A_MILLI;
    }

    /** All on one line, for people. */
    public String line() {
        String text = String.format(
                Locale.ROOT,
                "%,.0f/s, %,d replies in %.1f s; ms: p50 %.2f, p90 %.2f, p99 %.2f, p99.9 %.2f, max %.1f; %s",
                rate(),
                latencies.count(),
                took.toMillis() / 1e3,
                millis(50),
                millis(90),
                millis(99),
                millis(99.9),
                latencies.max() / NANOS_A_MILLI,
                actions);
        return failures.none() ? text : text + "; " + failures;
    }

    /** All as a JSON object on one line; latencies in milliseconds. */
    public String json() throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
            json.writeStartObject();
            json.writeNumberField("rate", rate());
            json.writeNumberField("seconds", took.toMillis() / 1e3);
            json.writeNumberField("replies", latencies.count());
            for (double percent : new double[] {50, 90, 99, 99.9}) {
                json.writeNumberField("p" + (percent == 99.9 ? "99.9" : (int) percent), millis(percent));
            }
            json.writeNumberField("max", latencies.max() / NANOS_A_MILLI);
            json.writeObjectFieldStart("actions");
            for (Map.Entry<String, Long> action : actions.entrySet()) {
                json.writeNumberField(action.getKey(), action.getValue());
            }
            json.writeEndObject();
            json.writeNumberField("lost", failures.lost());
            json.writeNumberField("malformed", failures.malformed());
            json.writeNumberField("unanswered", failures.unanswered());
            json.writeNumberField("unsent", failures.unsent());
            json.writeEndObject();
        }
        return text.toString();
    }
}
