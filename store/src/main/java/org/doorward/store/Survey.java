package org.doorward.store;

import java.util.List;
import org.doorward.store.intake.Segment;

/**
 * Where the journal had its offenders at one moment. Only the writer may make one; any thread may read the entries then, for
 * what was once appended does not change.
 *
 * @param parts the segments, the newest first
 */
record Survey(List<Part> parts) {

    /** The places of a segment's offenders. */
    @SuppressWarnings("ArrayRecordComponent") // Handed from the writer to the one who asked; never compared.
    record Part(Segment segment, int[] positions) {}
}
