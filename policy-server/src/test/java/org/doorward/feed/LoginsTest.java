package org.doorward.feed;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.doorward.decision.Decision;
import org.doorward.decision.Evidence;
import org.doorward.decision.Inquiries;
import org.doorward.decision.Inquiry;
import org.doorward.decision.ProtocolState;
import org.doorward.decision.Reason;
import org.doorward.decision.Verdict;
import org.doorward.store.net.Cidr;
import org.doorward.store.net.IpAddress;
import org.junit.jupiter.api.Test;

class LoginsTest {

    private final AtomicLong nanos = new AtomicLong();
    private final Logins logins = new Logins(nanos::get);

    private void decided(String address, String login) {
        Inquiry inquiry = new Inquiry(
                Inquiries.NOON,
                ProtocolState.RCPT,
                new Inquiry.Client(IpAddress.parse(address), "", "", "helo"),
                new Inquiry.Envelope("a@example.org", "b@example.com", 0, "", "", 0),
                login,
                "");
        Verdict verdict = new Verdict.Pass(Reason.AUTHENTICATED, "");
        logins.decided(new Decision(inquiry, Evidence.of(List.of()), verdict, false, Duration.ZERO));
    }

    @Test
    void fromWhereUsersHaveLoggedInIsRememberedForAMonth() {
        decided("198.51.100.7", "alice");
        decided("198.51.100.8", "");
        decided("2001:db8::7", "bob");
        decided("2001:db8::8", "bob");
        assertThat(logins.networks())
                .extracting(Cidr::toString)
                .containsExactlyInAnyOrder("198.51.100.7/32", "2001:db8::/64");
        nanos.addAndGet(Logins.KEPT.toNanos());
        assertThat(logins.networks()).isEmpty();
    }

    @Test
    void noMoreThanTenThousandAreKept() {
        for (int i = 0; i < 3 * Logins.MOST; i++) {
            decided("10." + (i >> 16) + "." + (i >> 8 & 255) + "." + (i & 255), "alice");
        }
        assertThat(logins.networks()).hasSizeBetween(Logins.MOST / 2, Logins.MOST);
    }
}
