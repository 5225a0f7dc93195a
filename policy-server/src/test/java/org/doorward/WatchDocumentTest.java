package org.doorward;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import org.doorward.config.Vector;
import org.junit.jupiter.api.Test;

/** Holds docs/watch.md to the vectors that there are. */
class WatchDocumentTest {

    private static final String DOCUMENT = Documents.text("docs/watch.md");

    /** What only Doorward's own checks tell of stands in docs/checks.md. */
    private static final List<Vector> OF_CHECKS = List.of(
            Vector.DNSBL,
            Vector.OWN_LIST,
            Vector.BAD_HELO,
            Vector.BAD_NAME,
            Vector.BAD_SENDER,
            Vector.SPF_FAIL,
            Vector.SPAMTRAP);

    @Test
    void every_vector_of_logs_stands_in_the_table_with_its_points_and_tripwire() {
        List<String> shown = Documents.tableAfter(DOCUMENT, "## What counts").stream()
                .map(line -> {
                    List<String> cells = Documents.cells(line);
                    return cells.get(0).replace("`", "") + " " + cells.get(2) + " " + cells.get(3);
                })
                .toList();

        assertThat(shown)
                .containsExactlyElementsOf(Vector.thatBan()
                        .filter(vector -> !OF_CHECKS.contains(vector))
                        .map(vector -> vector.label()
                                + " "
                                + String.format(Locale.ROOT, "%.0f", vector.defaultPoints())
                                + " "
                                + vector.defaultTripwire())
                        .toList());
    }
}
