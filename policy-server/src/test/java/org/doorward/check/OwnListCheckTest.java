package org.doorward.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.doorward.decision.Check;
import org.doorward.decision.Evidence;
import org.doorward.decision.Finding;
import org.doorward.decision.Judge;
import org.doorward.decision.ProtocolState;
import org.doorward.decision.Reason;
import org.doorward.decision.Sign;
import org.doorward.decision.Verdict;
import org.doorward.ownlist.OwnList;
import org.doorward.ownlist.OwnListEntry;
import org.doorward.store.net.Cidr;
import org.junit.jupiter.api.Test;

class OwnListCheckTest {

    private final AtomicReference<OwnList> kept = new AtomicReference<>(OwnList.EMPTY);
    private final AtomicReference<OwnList> files = new AtomicReference<>(OwnList.EMPTY);
    private final Check check = new OwnListCheck(kept::get, files::get, 15);

    @Test
    void belongs_to_the_evidence() {
        assertThat(check.name()).isEqualTo("own_list");
        assertThat(check.phase()).isEqualTo(Check.Phase.EVIDENCE);
    }

    @Test
    void says_nothing_of_who_is_not_listed_or_not_known() {
        files.set(list("198.51.100.8", "spam", Optional.empty()));

        assertThat(find(AccessInquiry.USUAL)).isEqualTo(Finding.NOTHING);
        assertThat(find(AccessInquiry.USUAL.from("unknown", ""))).isEqualTo(Finding.NOTHING);
    }

    @Test
    void gives_points_for_an_entry_and_tells_the_operator_why_and_nobody_else() {
        files.set(list("198.51.100.0/24", "spam", Optional.empty()));

        assertThat(find(AccessInquiry.USUAL.at(ProtocolState.CONNECT)))
                .isEqualTo(new Finding.Points(
                        List.of(new Sign(Reason.OWN_LIST, "own_list", 15, "198.51.100.0/24, here (spam)", ""))));
    }

    @Test
    void the_list_of_the_commands_is_looked_into_first_and_one_entry_counts() {
        files.set(list("198.51.100.7", "file", Optional.empty()));
        kept.set(list("198.51.100.0/24", "command", Optional.empty()));

        assertThat(find(AccessInquiry.USUAL))
                .satisfies(finding -> assertThat(((Finding.Points) finding).signs())
                        .singleElement()
                        .extracting(Sign::detail)
                        .isEqualTo("198.51.100.0/24, here (command)"));
    }

    @Test
    void an_entry_that_has_ended_says_nothing() {
        kept.set(list("198.51.100.7", "command", Optional.of(AccessInquiry.NOW)));
        assertThat(find(AccessInquiry.USUAL)).isEqualTo(Finding.NOTHING);

        kept.set(list("198.51.100.7", "command", Optional.of(AccessInquiry.NOW.plusSeconds(1))));
        assertThat(find(AccessInquiry.USUAL)).isInstanceOf(Finding.Points.class);
    }

    @Test
    void the_judge_takes_it_alone_for_enough() {
        kept.set(list("198.51.100.7", "spam", Optional.empty()));
        Evidence evidence = Evidence.of(List.of(new Evidence.Item("own_list", find(AccessInquiry.USUAL), false)));

        assertThat(new Judge(15, 2, "Rejected").weigh(evidence)).hasValueSatisfying(verdict -> {
            assertThat(verdict).isInstanceOf(Verdict.Reject.class);
            assertThat(((Verdict.Reject) verdict).text()).isEqualTo("Rejected");
        });
    }

    private static OwnList list(String network, String reason, Optional<Instant> until) {
        return OwnList.of(
                List.of(new OwnListEntry(Cidr.parse(network).orElseThrow(), Optional.empty(), until, reason, "here")));
    }

    private Finding find(AccessInquiry inquiry) {
        CompletableFuture<Finding> found =
                check.examine(inquiry.inquiry(), Evidence.NONE).toCompletableFuture();
        assertThat(found).as("answered from memory").isDone();
        return found.join();
    }
}
