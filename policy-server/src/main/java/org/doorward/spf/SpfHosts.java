package org.doorward.spf;

import java.util.Optional;

/**
 * A term {@code a} or {@code mx} of an SPF record (RFC 7208 sections 5.3, 5.4 and 5.6).
 *
 * @param mailServers whether the domain's mail servers are meant, and not the domain itself
 * @param domain the domain
 * @param prefixV4 how many bits of their IPv4 addresses count
 * @param prefixV6 how many bits of their IPv6 addresses count
 */
record SpfHosts(boolean mailServers, String domain, int prefixV4, int prefixV6) {

    private static final int V4_BITS = 32;
    private static final int V6_BITS = 128;

    /**
     * Reads a term.
     *
     * @param term the term in lower case, without a qualifier
     * @param current the domain that the record belongs to
     * @return empty for any other term, one with macros, and one that cannot be read
     */
    static Optional<SpfHosts> read(String term, String current) {
        int slash = term.indexOf('/');
        String hosts = slash < 0 ? term : term.substring(0, slash);
        String prefixes = slash < 0 ? "" : term.substring(slash);
        int dual = prefixes.indexOf("//");
        String first = dual < 0 ? prefixes : prefixes.substring(0, dual);
        int v4 = first.isEmpty() ? V4_BITS : prefix(first.substring(1), V4_BITS);
        int v6 = dual < 0 ? V6_BITS : prefix(prefixes.substring(dual + 2), V6_BITS);
        int colon = hosts.indexOf(':');
        String mechanism = colon < 0 ? hosts : hosts.substring(0, colon);
        String domain = colon < 0 ? current : hosts.substring(colon + 1);
        boolean known = mechanism.equals("a") || mechanism.equals("mx");
        return !known || v4 < 0 || v6 < 0 || domain.isEmpty() || domain.indexOf('%') >= 0
                ? Optional.empty()
                : Optional.of(new SpfHosts(mechanism.equals("mx"), domain, v4, v6));
    }

    /** A prefix length, or -1 when it is none. */
    static int prefix(String text, int most) {
        if (text.isEmpty() || text.length() > 3 || !text.chars().allMatch(digit -> digit >= '0' && digit <= '9')) {
            return -1;
        }
        int prefix = Integer.parseInt(text);
        return prefix <= most ? prefix : -1;
    }
}
