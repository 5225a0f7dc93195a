package org.doorward.pattern;

import java.util.Locale;
import org.doorward.text.ClientText;

/**
 * A pattern of mail addresses, in the syntax of postgrey's {@code whitelist_recipients}. Case never matters.
 *
 * <table>
 * <caption>Forms</caption>
 * <tr><td>{@code user@domain}</td><td>that address, and {@code user+anything@domain}</td></tr>
 * <tr><td>{@code user@}</td><td>that user at any domain, and {@code user+anything@}</td></tr>
 * <tr><td>{@code domain}</td><td>every address of the domain and of its sub-domains</td></tr>
 * <tr><td>{@code /regex/}</td><td>an address in which the expression is found</td></tr>
 * </table>
 *
 * <p>The empty address, the null sender, matches no pattern at all, not even an expression that finds everything: a
 * pattern speaks of somebody.
 */
public sealed interface AddressPattern {

    /** Whether the address is one of those meant. */
    boolean matches(String address);

    /**
     * One user at one domain.
     *
     * @param user in lower case
     * @param domain in lower case
     */
    record Address(String user, String domain) implements AddressPattern {
        @Override
        public boolean matches(String address) {
            MailAddress given = MailAddress.of(address);
            return given.isUser(user) && given.domain().equals(domain);
        }

        @Override
        public String toString() {
            return user + "@" + domain;
        }
    }

    /**
     * One user at any domain.
     *
     * @param user in lower case
     */
    record User(String user) implements AddressPattern {
        @Override
        public boolean matches(String address) {
            return MailAddress.of(address).isUser(user);
        }

        @Override
        public String toString() {
            return user + "@";
        }
    }

    /**
     * A domain and its sub-domains.
     *
     * @param domain in lower case
     */
    record Domain(String domain) implements AddressPattern {
        @Override
        public boolean matches(String address) {
            return Domains.within(MailAddress.of(address).domain(), domain);
        }

        @Override
        public String toString() {
            return domain;
        }
    }

    /**
     * An expression.
     *
     * @param regex the expression
     */
    record Regex(BoundedRegex regex) implements AddressPattern {
        @Override
        public boolean matches(String address) {
            return !address.isEmpty() && regex.matches(address);
        }

        @Override
        public String toString() {
            return regex.toString();
        }
    }

    /**
     * Whether this matches every address that the other one matches, as far as that can be told: of two patterns of which
     * one is an expression it can be told only when the other is a whole address.
     */
    default boolean covers(AddressPattern other) {
        if (other instanceof Address address) {
            return matches(address.toString());
        }
        if (other instanceof Domain domain) {
            return this instanceof Domain wider && Domains.within(domain.domain(), wider.domain());
        }
        return other instanceof User && equals(other);
    }

    /** Reads a pattern. */
    static Parsed<AddressPattern> parse(String text) {
        if (text.startsWith("/")) {
            return BoundedRegex.parse(text).map(Regex::new);
        }
        String lower = text.toLowerCase(Locale.ROOT);
        int at = lower.lastIndexOf('@');
        String user = lower.substring(0, Math.max(at, 0));
        String domain = lower.substring(at + 1);
        boolean whole = at > 0 && domain.isEmpty();
        if (at == 0 || lower.chars().anyMatch(c -> c <= ' ') || !(whole || Domains.wellFormed(domain))) {
            String remedy = "write user@domain, user@, a domain (which means its sub-domains too), or /regex/";
            return new Parsed.Refused<>("\"" + ClientText.excerpt(text) + "\" is no pattern of addresses", remedy);
        }
        if (at < 0) {
            return new Parsed.Value<>(new Domain(domain));
        }
        return new Parsed.Value<>(whole ? new User(user) : new Address(user, domain));
    }
}
