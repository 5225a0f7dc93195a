package org.doorward.observe;

import io.micrometer.core.instrument.Counter;
import org.doorward.decision.Finding;

/**
 * The counters of the findings of one check, by their kind.
 *
 * @param nothing findings that say nothing
 * @param points findings with points
 * @param settled findings that settle the question
 * @param unknown failures of a source
 */
record FindingCounters(Counter nothing, Counter points, Counter settled, Counter unknown) {

    /** Counts one finding. */
    void count(Finding finding) {
        if (finding instanceof Finding.Nothing) {
            nothing.increment();
        } else if (finding instanceof Finding.Points) {
            points.increment();
        } else if (finding instanceof Finding.Settled) {
            settled.increment();
        } else {
            unknown.increment();
        }
    }
}
