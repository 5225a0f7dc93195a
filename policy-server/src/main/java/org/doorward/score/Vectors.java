package org.doorward.score;

import java.util.Optional;
import org.doorward.config.Vector;
import org.doorward.decision.Reason;

/** Which vector a reason is an offence of. Pure. */
final class Vectors {

    private Vectors() {}

    /**
     * The vector; empty for what is nobody's offence: a deferral, a rate that legitimate users reach too, an operator's own
     * refusal, a ban, and the score, which is made of offences already.
     */
    static Optional<Vector> of(Reason reason) {
        return switch (reason) {
            case DNSBL -> Optional.of(Vector.DNSBL);
            case OWN_LIST -> Optional.of(Vector.OWN_LIST);
            case HELO -> Optional.of(Vector.BAD_HELO);
            case REVERSE_NAME, DYNAMIC_NAME -> Optional.of(Vector.BAD_NAME);
            case SENDER_DOMAIN, SENDER_IS_RECIPIENT -> Optional.of(Vector.BAD_SENDER);
            case SPF_FAIL -> Optional.of(Vector.SPF_FAIL);
            case SPAMTRAP -> Optional.of(Vector.SPAMTRAP);
            case NOTHING_AGAINST,
                    STAGE,
                    AUTHENTICATED,
                    OWN_NETWORK,
                    EXEMPT_RECIPIENT,
                    ALLOW_LISTED,
                    DENY_LISTED,
                    BANNED,
                    SCORE,
                    DNS_ALLOWED,
                    DNS_ALLOWED_UNKNOWN,
                    SPF_PASS,
                    RATE_LIMIT,
                    GREYLISTED,
                    GREYLIST_PASSED,
                    GREYLIST_KNOWN,
                    AUTO_ALLOWED,
                    GREYLIST_SKIPPED,
                    STORE_UNAVAILABLE,
                    DEADLINE,
                    OVERLOAD,
                    INTERNAL_ERROR -> Optional.empty();
        };
    }
}
