package org.doorward.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.doorward.config.ExemptConfig;
import org.doorward.decision.Check;
import org.doorward.decision.Evidence;
import org.doorward.decision.Finding;
import org.doorward.decision.ProtocolState;
import org.doorward.decision.Reason;
import org.doorward.decision.Verdict;
import org.doorward.store.net.Cidr;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExemptCheckTest {

    private static final List<Cidr> NETWORKS = List.of(
            Cidr.parse("127.0.0.0/8").orElseThrow(),
            Cidr.parse("::1/128").orElseThrow(),
            Cidr.parse("198.51.100.128/25").orElseThrow());

    private final Check check =
            new ExemptCheck(new ExemptConfig(true, NETWORKS, List.of("postmaster@", "abuse@", "open.example.org")));

    @Test
    void standsFirst() {
        assertThat(check.name()).isEqualTo("exempt");
        assertThat(check.phase()).isEqualTo(Check.Phase.EXEMPT);
    }

    @Test
    void saysNothingOfAStranger() {
        assertThat(find(AccessInquiry.USUAL)).isEqualTo(Finding.NOTHING);
    }

    @Test
    void passesAClientThatLoggedIn() {
        assertThat(find(AccessInquiry.USUAL.login("anna"))).isEqualTo(pass(Reason.AUTHENTICATED, "anna"));
    }

    @Test
    void questionsAClientThatLoggedInWhenToldSo() {
        Check strict = new ExemptCheck(new ExemptConfig(false, List.of(), List.of()));

        assertThat(strict.examine(AccessInquiry.USUAL.login("anna").inquiry(), Evidence.NONE)
                        .toCompletableFuture())
                .isCompletedWithValue(Finding.NOTHING);
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, 127.0.0.0/8",
        "::1, ::1/128",
        "::ffff:127.0.0.1, 127.0.0.0/8",
        "198.51.100.129, 198.51.100.128/25"
    })
    void passesOwnNetworks(String address, String network) {
        assertThat(find(AccessInquiry.USUAL.from(address, ""))).isEqualTo(pass(Reason.OWN_NETWORK, network));
    }

    @ParameterizedTest
    @CsvSource({"198.51.100.127", "::2", "unknown"})
    void saysNothingOfOtherAddresses(String address) {
        assertThat(find(AccessInquiry.USUAL.from(address, "localhost"))).isEqualTo(Finding.NOTHING);
    }

    @ParameterizedTest
    @CsvSource({
        "postmaster@example.org, postmaster@",
        "PostMaster@example.org, postmaster@",
        "postmaster+x@example.org, postmaster@",
        "abuse@sub.example.org, abuse@",
        "anyone@open.example.org, open.example.org",
    })
    void passesExemptRecipients(String recipient, String pattern) {
        assertThat(find(AccessInquiry.USUAL.recipient(recipient))).isEqualTo(pass(Reason.EXEMPT_RECIPIENT, pattern));
    }

    @Test
    void saysNothingOfAnAbsentRecipient() {
        assertThat(find(AccessInquiry.USUAL.recipient("").at(ProtocolState.DATA)))
                .isEqualTo(Finding.NOTHING);
    }

    private Finding find(AccessInquiry inquiry) {
        CompletableFuture<Finding> found =
                check.examine(inquiry.inquiry(), Evidence.NONE).toCompletableFuture();
        assertThat(found).as("answered from memory").isDone();
        return found.join();
    }

    private static Finding pass(Reason reason, String detail) {
        return new Finding.Settled(new Verdict.Pass(reason, detail));
    }
}
