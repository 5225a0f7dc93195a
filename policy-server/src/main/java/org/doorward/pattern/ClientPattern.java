package org.doorward.pattern;

import java.util.Optional;
import org.doorward.store.net.Cidr;
import org.doorward.store.net.IpAddress;

/**
 * A pattern of clients, in the syntax of postgrey's {@code whitelist_clients}. Case never matters.
 *
 * <table>
 * <caption>Forms</caption>
 * <tr><td>{@code 198.51.100.7}, {@code 2001:db8::1}</td><td>an address</td></tr>
 * <tr><td>{@code 198.51.100.0/24}, {@code 2001:db8::/32}</td><td>a network; host bits behind the prefix are refused</td></tr>
 * <tr><td>{@code 198.51.100}, {@code 198.51}</td><td>the network of these whole octets</td></tr>
 * <tr><td>{@code domain}</td><td>clients whose verified name is the domain or lies below it</td></tr>
 * <tr><td>{@code /regex/}</td><td>clients in whose verified name the expression is found</td></tr>
 * </table>
 *
 * <p>A name is the client's verified name and nothing else: the reverse name alone, and the name in HELO, are the client's
 * to choose. A client without a verified name matches no name and no expression.
 *
 * <p>Two deviations from postgrey 1.37, both for what its manual says: there {@code 198.51} is a /24 by a slip, and host
 * bits are cut off without a word.
 */
public sealed interface ClientPattern {

    /**
     * Whether the client is one of those meant.
     *
     * @param address its address, if known
     * @param verifiedName its verified name, or empty
     */
    boolean matches(Optional<IpAddress> address, String verifiedName);

    /**
     * A network, or an address as a network of one.
     *
     * @param cidr the network
     */
    record Network(Cidr cidr) implements ClientPattern {
        @Override
        public boolean matches(Optional<IpAddress> address, String verifiedName) {
            return address.isPresent() && cidr.contains(address.get());
        }

        @Override
        public String toString() {
            return cidr.toString();
        }
    }

    /**
     * A domain and its sub-domains.
     *
     * @param domain in lower case
     */
    record Name(String domain) implements ClientPattern {
        @Override
        public boolean matches(Optional<IpAddress> address, String verifiedName) {
            return Domains.within(Domains.canonical(verifiedName), domain);
        }

        @Override
        public String toString() {
            return domain;
        }
    }

    /**
     * An expression for the verified name.
     *
     * @param regex the expression
     */
    record Regex(BoundedRegex regex) implements ClientPattern {
        @Override
        public boolean matches(Optional<IpAddress> address, String verifiedName) {
            return !verifiedName.isEmpty() && regex.matches(verifiedName);
        }

        @Override
        public String toString() {
            return regex.toString();
        }
    }

    /** Reads a pattern. */
    static Parsed<ClientPattern> parse(String text) {
        return ClientPatternReader.read(text);
    }
}
