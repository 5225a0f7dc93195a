package org.doorward;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.doorward.decision.Reason;
import org.junit.jupiter.api.Test;

/** Holds docs/checks.md to the checks and reasons that there are. */
class ChecksDocumentTest {

    private static final String DOCUMENT = Documents.text("docs/checks.md");

    @Test
    void every_check_has_a_section_and_no_other_name_has() {
        assertThat(headings("## ")).containsExactlyInAnyOrderElementsOf(CheckNames.ALL);
    }

    @Test
    void every_reason_has_a_section_and_no_other_word_has() {
        List<String> labels = Stream.of(Reason.values()).map(Reason::label).toList();

        assertThat(headings("### ")).containsExactlyInAnyOrderElementsOf(labels);
    }

    /** Headings that are a name of the program's: in lower case, one word. */
    private static List<String> headings(String level) {
        return Pattern.compile("(?m)^" + level + "([a-z_]+)$")
                .matcher(DOCUMENT)
                .results()
                .map(match -> match.group(1))
                .toList();
    }
}
