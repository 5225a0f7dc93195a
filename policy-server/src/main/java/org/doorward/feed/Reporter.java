package org.doorward.feed;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.doorward.config.Vector;
import org.doorward.store.blame.Ban;
import org.doorward.store.net.IpAddress;

/** Takes offences that others have seen. */
public interface Reporter {

    /**
     * Something that somebody has seen.
     *
     * @param vector from {@link #vector}
     * @param evidence what was seen, in any words
     */
    record Report(Vector vector, IpAddress address, String evidence) {}

    /** The vector of a label: one that every installation has, or one of the operator's own. */
    Optional<Vector> vector(String label);

    /** The labels of all vectors. */
    List<String> vectors();

    /**
     * Records what was seen, in its order, and bans who goes on.
     *
     * @return for each report the ban that stands against its address afterwards; completes once nothing of it can be forgotten, or fails when something
     *     could not be recorded
     */
    CompletionStage<List<Optional<Ban>>> record(List<Report> reports);
}
