package org.doorward.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.doorward.config.ReverseNameConfig;
import org.doorward.decision.Evidence;
import org.doorward.decision.Finding;
import org.doorward.decision.Inquiries;
import org.doorward.decision.Reason;
import org.doorward.decision.Sign;
import org.junit.jupiter.api.Test;

class ReverseNameCheckTest {

    private static final Inquiries CLIENT = Inquiries.stranger();

    private final ReverseNameCheck check = new ReverseNameCheck(new ReverseNameConfig(true, 1, 1.25, 1.5));

    @Test
    void anAddressWithoutAReverseNameIsWorthAPoint() {
        assertThat(finding(CLIENT)).isEqualTo(sign(Reason.REVERSE_NAME, 1, "no reverse name"));
    }

    @Test
    void soIsANameThatDoesNotLeadBack() {
        assertThat(finding(CLIENT.unconfirmed("mail.google.com")))
                .isEqualTo(sign(Reason.REVERSE_NAME, 1.25, "the reverse name mail.google.com does not lead back"));
    }

    @Test
    void aNameMadeByRuleIsAKindOfItsOwnFromTheSameSource() {
        assertThat(finding(CLIENT.named("dhcp-198-51-100-7.isp.example")))
                .isEqualTo(sign(Reason.DYNAMIC_NAME, 1.5, "dhcp-198-51-100-7.isp.example has \"dhcp\" beside digits"));
    }

    @Test
    void aServersNameIsFine() {
        assertThat(finding(CLIENT.named("mail.example.org"))).isSameAs(Finding.NOTHING);
    }

    @Test
    void theSecondTimeAnAnswerIsTheSameAndNotTheNeighbours() {
        Inquiries line = CLIENT.named("c6336407.isp.example");

        assertThat(finding(line)).isEqualTo(finding(line)).isInstanceOf(Finding.Points.class);
        assertThat(finding(line.from("198.51.100.8"))).isSameAs(Finding.NOTHING);
    }

    @Test
    void asksNothingOfAClientWithoutAnAddressOrWhenItIsOff() {
        ReverseNameCheck off = new ReverseNameCheck(new ReverseNameConfig(false, 1, 1, 1));

        assertThat(finding(CLIENT.from(""))).isSameAs(Finding.NOTHING);
        assertThat(off.examine(CLIENT.get(), Evidence.NONE)
                        .toCompletableFuture()
                        .join())
                .isSameAs(Finding.NOTHING);
    }

    @Test
    void answersWhateverTheDnsHolds() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            String name = AnyText.of(random);
            Inquiries inquiry = random.nextBoolean() ? CLIENT.named(name) : CLIENT.unconfirmed(name);
            assertThat(check.examine(inquiry.get(), Evidence.NONE).toCompletableFuture())
                    .as("seed %d, name %s", seed, name)
                    .isCompleted();
        }
    }

    private Finding finding(Inquiries inquiry) {
        return check.examine(inquiry.get(), Evidence.NONE).toCompletableFuture().join();
    }

    private static Finding sign(Reason reason, double points, String detail) {
        return new Finding.Points(List.of(new Sign(reason, "reverse_name", points, detail, "")));
    }
}
