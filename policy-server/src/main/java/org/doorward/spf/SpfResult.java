package org.doorward.spf;

import java.time.Duration;

/**
 * What a domain says of an address.
 *
 * @param kind the answer
 * @param domain the domain that was asked: the sender's, or that of HELO when there is no sender
 * @param why the term that matched, or what went wrong, for an operator; holds text of the domain's owner, unescaped
 * @param everybody whether a pass says nothing, because the same record lets practically everybody pass
 * @param personal whether the answer holds for this sender and this HELO only, and not for others of the domain
 * @param ttl how long the records behind it may be remembered
 */
public record SpfResult(Kind kind, String domain, String why, boolean everybody, boolean personal, Duration ttl) {

    /** The results of RFC 7208 section 2.6. */
    public enum Kind {
        /** The address may send for the domain. */
        PASS,
        /** It may not. */
        FAIL,
        /** It probably may not. */
        SOFTFAIL,
        /** The domain says that it says nothing. */
        NEUTRAL,
        /** There is no record, or no domain that could have one. */
        NONE,
        /** The DNS did not answer, or not in time. */
        TEMPERROR,
        /** The record cannot be understood, or asks for more than is allowed. */
        PERMERROR
    }
}
