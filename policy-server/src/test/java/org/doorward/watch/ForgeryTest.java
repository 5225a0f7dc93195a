package org.doorward.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.doorward.watch.Corpus.Sample;
import org.junit.jupiter.api.Test;

/** Nobody is blamed by what a client wrote, wherever he wrote it. What exactly each line gives is {@link CorpusTest}'s. */
class ForgeryTest {

    /** Whom all forgeries try to blame. */
    private static final Set<String> INNOCENT = Set.of("198.51.100.9", "2001:db8::9");

    /** Old syslogs cut lines at this length, with the tag and the host. */
    private static final int CUT = 1024;

    @Test
    void there_are_many_of_them() throws IOException {
        assertThat(Corpus.samples("forgeries.tsv")).hasSizeGreaterThan(1000);
    }

    @Test
    void no_line_of_the_corpus_blames_whom_a_client_wrote() throws IOException {
        for (String file : Corpus.files()) {
            assertThat(blamed(file)).as(file).doesNotContainAnyElementsOf(INNOCENT);
        }
    }

    @Test
    void no_line_of_postfix_that_was_cut_blames_anybody_else() throws IOException {
        List<String> wrong = new ArrayList<>();
        for (Sample sample : Corpus.samples("forgeries.tsv")) {
            if (sample.line().contains(" postfix/") && sample.line().contains("[198.51.100.20]")) {
                wrong.addAll(cutShort(sample));
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void a_text_so_long_that_the_line_was_cut_blames_nobody_for_what_it_holds() {
        for (int length = 100; length <= 2000; length += 50) {
            String local = "x>: Relay access denied; from=<a@b.example> to=<c@d.example> " + "x".repeat(length);
            String reply = "450 4.7.1 <" + local + "@dest.example>: Recipient address rejected: Greylisted";
            String line =
                    "Nov 26 13:00:00 mx postfix/smtpd[1]: NOQUEUE: reject: RCPT from mail.provider.example[198.51.100.20]: "
                            + reply.substring(0, Math.min(510, reply.length())) + "; from=<" + "y".repeat(length / 4)
                            + "@sender.example> to=<\""
                            + local
                            + "\"@dest.example> proto=ESMTP helo=<mail.provider.example>";
            Told whole = Told.of(Told.parser().read(line));
            Told cut = Told.of(Told.parser().read(line.substring(0, Math.min(CUT, line.length()))));

            assertThat(whole).as(line).isEqualTo(Told.NOTHING);
            assertThat(cut).as(line).isEqualTo(Told.NOTHING);
        }
    }

    private static List<String> blamed(String file) throws IOException {
        LineParser parser = Told.parser();
        return Corpus.samples(file).stream()
                .map(sample -> Told.of(parser.read(sample.line())).address())
                .toList();
    }

    private static List<String> cutShort(Sample sample) {
        List<String> wrong = new ArrayList<>();
        for (int length = 0; length < sample.line().length(); length += 3) {
            Told told = Told.of(Told.parser().read(sample.line().substring(0, length)));
            if (!told.equals(Told.NOTHING) && !told.address().equals("198.51.100.20")) {
                wrong.add(sample.but(told) + " (cut at " + length + ")");
            }
        }
        return wrong;
    }
}
