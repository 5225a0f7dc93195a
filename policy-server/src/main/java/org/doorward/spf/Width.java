package org.doorward.spf;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.james.jspf.terms.AMechanism;
import org.apache.james.jspf.terms.AllMechanism;
import org.apache.james.jspf.terms.ExistsMechanism;
import org.apache.james.jspf.terms.IP4Mechanism;
import org.apache.james.jspf.terms.Mechanism;
import org.doorward.store.net.Cidr;
import org.doorward.store.net.IpAddress;

/** Whether a statement is so wide that it states nothing. Pure. */
final class Width {

    /** No sender has more: the largest networks that anybody ever got. */
    private static final int WIDEST_V4 = 8;

    /** A large provider's whole allocation is a /20 to a /29. */
    private static final int WIDEST_V6 = 16;

    private static final Pattern PREFIX = Pattern.compile("/([0-9]{1,3})$");

    /** The macros that stand for the client's address and its verified name (RFC 7208 section 7.2). */
    private static final Pattern ABOUT_THE_CLIENT = Pattern.compile("%\\{[ip]");

    private Width() {}

    /** Whether a network is wider than any sender's. */
    static boolean tooWide(Cidr network) {
        return network.prefix() < (network.address().isV6() ? WIDEST_V6 : WIDEST_V4);
    }

    /** Whether the mechanism that has matched would match practically every client. */
    static boolean everybody(Mechanism matched, IpAddress client) {
        String term = matched.toString().toLowerCase(Locale.ROOT);
        if (matched instanceof AllMechanism) {
            return true;
        }
        if (matched instanceof ExistsMechanism) {
            return !ABOUT_THE_CLIENT.matcher(term).find();
        }
        boolean network = matched instanceof IP4Mechanism || matched instanceof AMechanism;
        Matcher prefix = PREFIX.matcher(term);
        if (!network || !prefix.find()) {
            return false;
        }
        // jSPF writes the prefix for IPv4 where that for IPv6 belongs, so the latter cannot be known.
        boolean unknown = client.isV6() && matched instanceof AMechanism;
        return unknown || Integer.parseInt(prefix.group(1)) < (client.isV6() ? WIDEST_V6 : WIDEST_V4);
    }
}
