package org.doorward.check;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.doorward.config.ExemptConfig;
import org.doorward.decision.Check;
import org.doorward.decision.Evidence;
import org.doorward.decision.Finding;
import org.doorward.decision.Inquiry;
import org.doorward.decision.Reason;
import org.doorward.decision.Verdict;
import org.doorward.pattern.AddressPattern;
import org.doorward.pattern.RecipientPatterns;
import org.doorward.store.net.Cidr;
import org.doorward.store.net.CidrSet;
import org.doorward.store.net.IpAddress;

/** Settles who is never questioned: clients that logged in, own networks, and recipients that must be reachable. */
public final class ExemptCheck implements Check {

    /** The check's name. */
    public static final String NAME = "exempt";

    private final boolean authenticated;
    private final CidrSet networks;
    private final RecipientPatterns recipients;

    /**
     * A check by the configuration.
     *
     * @param config its section
     */
    public ExemptCheck(ExemptConfig config) {
        authenticated = config.authenticated();
        networks = CidrSet.of(config.networks());
        recipients = RecipientPatterns.of(config.recipients());
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Phase phase() {
        return Phase.EXEMPT;
    }

    @Override
    public CompletionStage<Finding> examine(Inquiry inquiry, Evidence evidence) {
        if (authenticated && inquiry.authenticated()) {
            return pass(Reason.AUTHENTICATED, inquiry.login());
        }
        Optional<IpAddress> address = inquiry.client().address();
        if (address.isPresent()) {
            Optional<Cidr> network = networks.longestMatch(address.get());
            if (network.isPresent()) {
                return pass(Reason.OWN_NETWORK, network.get().toString());
            }
        }
        Optional<AddressPattern> recipient = recipients.match(inquiry.envelope().recipient());
        return recipient.isPresent()
                ? pass(Reason.EXEMPT_RECIPIENT, recipient.get().toString())
                : NOTHING;
    }

    private static CompletionStage<Finding> pass(Reason reason, String detail) {
        return CompletableFuture.completedFuture(new Finding.Settled(new Verdict.Pass(reason, detail)));
    }
}
