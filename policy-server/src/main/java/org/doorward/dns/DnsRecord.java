package org.doorward.dns;

import org.doorward.store.net.IpAddress;

/** One record of an answer. */
public sealed interface DnsRecord {

    /** An A or AAAA record. */
    record Address(IpAddress address) implements DnsRecord {}

    /**
     * An MX record.
     *
     * @param preference the lower, the sooner
     * @param host without the dot at its end, in lower case; empty for the null MX of RFC 7505
     */
    record MailServer(int preference, String host) implements DnsRecord {}

    /**
     * A TXT record.
     *
     * @param text its strings, joined without anything between them (RFC 7208 section 3.3); bytes beyond ASCII as ISO 8859-1
     */
    record Text(String text) implements DnsRecord {}

    /**
     * A PTR record.
     *
     * @param name without the dot at its end, in lower case
     */
    record Name(String name) implements DnsRecord {}
}
