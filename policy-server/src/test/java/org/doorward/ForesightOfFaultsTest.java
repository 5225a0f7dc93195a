package org.doorward;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.doorward.decision.Decision;
import org.doorward.decision.Finding;
import org.doorward.decision.Reason;
import org.doorward.decision.Verdict;
import org.doorward.dns.DnsAnswer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The same while the DNS is silent, and while its lists say what is no listing: that is foreseen, and refuses nobody. */
class ForesightOfFaultsTest extends Foreseeing {

    /** No answer to any question. A list of good senders might know whoever is on the own list, too. */
    @ParameterizedTest
    @EnumSource(names = {"TIMEOUT", "SERVER_FAILURE", "REFUSED", "BAD_ANSWER", "DOWN"})
    void whileTheDnsIsSilentItsSilenceIsForeseenAndNobodyIsRefusedForIt(DnsAnswer.Failure failure) throws IOException {
        silent = true;
        dns.failingAll(failure);
        // Lists that have served until now, and lists that have not been able to prove themselves.
        for (boolean fresh : List.of(false, true)) {
            if (fresh) {
                restart();
            }
            for (String client : List.of(NEWCOMER, ON_TWO_LISTS, ON_ONE_LIST, KNOWN_AS_GOOD, ON_THE_OWN_LIST, V6)) {
                Decision happened = compare(
                        from(client).recipient(fresh + client + "@x.test").get());
                assertThat(happened.verdict().reason()).isEqualTo(Reason.GREYLISTED);
                assertThat(happened.evidence().items())
                        .as(client)
                        .anyMatch(item -> item.check().equals("dnsbl") && item.finding() instanceof Finding.Unknown);
            }
            assertThat(reason(from(ALLOWED))).isEqualTo(Reason.ALLOW_LISTED);
        }
        assertThat(reason(from(ON_ONE_LIST).recipient("trap@example.net"))).isEqualTo(Reason.SPAMTRAP);
        assertThat(reason(from(ON_ONE_LIST))).isEqualTo(Reason.BANNED);

        silent = false;
        dns.failingNoMore();
        restart();
        Decision recovered = compare(from(ON_TWO_LISTS).get());
        assertThat(recovered.verdict().reason()).as("%s", recovered).isEqualTo(Reason.SCORE);
    }

    /** Error codes of lists' operators, an answer outside 127/8, and one that no weight is for. */
    @ParameterizedTest
    @ValueSource(strings = {"127.255.255.252", "127.255.255.254", "127.255.255.255", "192.0.2.1", "127.0.0.99"})
    void whatAListSaysThatIsNoListingIsForeseenAndRefusesNobody(String reply) throws IOException {
        dns.forget("2.100.51.198.bl-a.test");
        dns.address("2.100.51.198.bl-a.test", reply);
        restart();

        assertThat(reason(from(ON_TWO_LISTS))).isEqualTo(Reason.GREYLISTED);
        pass(200);
        assertThat(reason(from(ON_TWO_LISTS))).isEqualTo(Reason.GREYLIST_PASSED);
    }

    /** It lists everybody, so it does not prove itself. */
    @Test
    void aListThatListsTheWorldIsForeseenToRefuseNobody() throws IOException {
        dns.address("1.0.0.127.bl-a.test", "127.0.0.2");
        restart();

        assertThat(reason(from(ON_TWO_LISTS))).isEqualTo(Reason.GREYLISTED);
    }

    /** Silence before anybody has given up waiting, so that the decision's deadline ends it. */
    @Test
    void aDnsThatKeepsEverybodyWaitingIsForeseenUpToTheDeadline() throws IOException {
        settings = List.of("decision.deadline=1500ms", "dnsbl.patience=200ms");
        restart();
        silent = true;
        dns.keepBack();

        for (String client : List.of(ON_TWO_LISTS, KNOWN_AS_GOOD)) {
            Decision happened = compare(from(client).get());
            assertThat(happened.verdict())
                    .isEqualTo(new Verdict.Pass(Reason.DEADLINE, "no answer from check sender, spf"));
        }
        assertThat(reason(from(NEWCOMER).recipient("trap@example.net"))).isEqualTo(Reason.SPAMTRAP);
        assertThat(reason(from(NEWCOMER))).isEqualTo(Reason.BANNED);
    }
}
