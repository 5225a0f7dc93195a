package org.doorward.decision;

/**
 * Why a verdict is what it is. The label is the same in the log field, the metric label, {@code ask --explain} and the
 * anchor of {@code docs/checks.md}.
 */
public enum Reason {
    /** No check had anything against it. */
    NOTHING_AGAINST("nothing_against"),
    /** Postfix asked at a stage at which Doorward has nothing to say. */
    STAGE("stage"),
    /** The client logged in. */
    AUTHENTICATED("authenticated"),
    /** The client's address lies in a network that is never questioned. */
    OWN_NETWORK("own_network"),
    /** The recipient is one that must always be reachable. */
    EXEMPT_RECIPIENT("exempt_recipient"),
    /** An access list of the operator's allows it. */
    ALLOW_LISTED("allow_listed"),
    /** An access list of the operator's denies it. */
    DENY_LISTED("deny_listed"),
    /** A ban stands against the client. */
    BANNED("banned"),
    /** The points reached the threshold, or points from what the client did before. */
    SCORE("score"),
    /** The operator's own list holds the address. */
    OWN_LIST("own_list"),
    /** A DNS list holds the address, or one of the names. */
    DNSBL("dnsbl"),
    /** A DNS list of good senders holds the address. */
    DNS_ALLOWED("dns_allowed"),
    /** A DNS list of good senders could not say whether it holds the address. */
    DNS_ALLOWED_UNKNOWN("dns_allowed_unknown"),
    /** The name in HELO is not one that a mail server gives. */
    HELO("helo"),
    /** The address has no reverse name, or one that does not lead back. */
    REVERSE_NAME("reverse_name"),
    /** The verified name is one that access providers give to their lines. */
    DYNAMIC_NAME("dynamic_name"),
    /** The sender's domain cannot receive mail. */
    SENDER_DOMAIN("sender_domain"),
    /** The sender is the recipient. */
    SENDER_IS_RECIPIENT("sender_is_recipient"),
    /** The sender's domain does not permit the address to send. */
    SPF_FAIL("spf_fail"),
    /** The sender's domain permits the address to send. */
    SPF_PASS("spf_pass"),
    /** A recipient to whom nobody should write. */
    SPAMTRAP("spamtrap"),
    /** More messages, recipients or connections than the limit allows. */
    RATE_LIMIT("rate_limit"),
    /** First seen, or back too early. */
    GREYLISTED("greylisted"),
    /** Came back after the delay and within the window. */
    GREYLIST_PASSED("greylist_passed"),
    /** The triplet passed before. */
    GREYLIST_KNOWN("greylist_known"),
    /** Enough distinct triplets of this network passed before. */
    AUTO_ALLOWED("auto_allowed"),
    /** Greylisting does not apply to this recipient or client. */
    GREYLIST_SKIPPED("greylist_skipped"),
    /** The store could not promise to remember, so nobody is told to come back. */
    STORE_UNAVAILABLE("store_unavailable"),
    /** The decision's time was up. */
    DEADLINE("deadline"),
    /** Too many decisions at once. */
    OVERLOAD("overload"),
    /** A fault of ours; the log has the details. */
    INTERNAL_ERROR("internal_error");

    private final String label;

    Reason(String label) {
        this.label = label;
    }

    /** The word for this reason, everywhere. */
    public String label() {
        return label;
    }
}
