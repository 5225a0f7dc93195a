package org.doorward.config.load;

import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.doorward.config.settings.Outcome;
import org.doorward.config.settings.Quoted;
import org.doorward.config.settings.ValueType;

/** Patterns for addresses and names, as postgrey's white lists have them. Here their form is judged; checks apply them. */
final class Patterns {

    /** {@code user@domain}, {@code user@}, a domain, or {@code /regex/}. */
    static final ValueType<String> RECIPIENT =
            ValueType.text("user@domain, user@, a domain, or /regex/", Patterns::recipient);

    /** {@code user@domain} or a domain. */
    static final ValueType<String> SENDER = ValueType.text("user@domain, or a domain", Patterns::sender);

    /** A domain. */
    static final ValueType<String> DOMAIN = ValueType.text("a domain", Patterns::domain);

    /** RFC 5321 section 4.5.3.1: 64 for the local part, 255 for the domain, and the sign between them. */
    private static final int LONGEST_ADDRESS = 320;

    private static final int LONGEST_REGEX = 1024;

    /** Letters of any script, for internationalised domains; underscores, for names of hosts have them. */
    private static final Pattern DOMAIN_FORM = Pattern.compile("[\\p{L}\\p{M}\\p{N}_-]+(\\.[\\p{L}\\p{M}\\p{N}_-]+)*");

    private static final Pattern BLANK_OR_CONTROL = Pattern.compile("[\\s\\p{Cntrl}]");

    private Patterns() {}

    private static Outcome<String> recipient(String text) {
        if (text.startsWith("/")) {
            return regex(text);
        }
        boolean onlyLocalPart = text.length() > 1 && text.indexOf('@') == text.length() - 1;
        return onlyLocalPart ? localPart(text, text) : sender(text);
    }

    private static Outcome<String> sender(String text) {
        int at = text.lastIndexOf('@');
        if (at < 0) {
            return domain(text);
        }
        String domain = text.substring(at + 1);
        return at > 0 && DOMAIN_FORM.matcher(domain).matches()
                ? localPart(text, text.substring(0, at))
                : Outcome.refuse(Quoted.of(text) + " is no address", "write user@domain, or the domain without \"@\"");
    }

    private static Outcome<String> localPart(String text, String local) {
        return text.length() > LONGEST_ADDRESS
                        || BLANK_OR_CONTROL.matcher(local).find()
                ? Outcome.refuse(Quoted.of(text) + " is no address", "write it without blanks, and no longer than 320")
                : Outcome.of(text);
    }

    private static Outcome<String> domain(String text) {
        if (text.startsWith(".") && DOMAIN_FORM.matcher(text.substring(1)).matches()) {
            String remedy = "write " + Quoted.of(text.substring(1)) + ", which means its sub-domains too";
            return Outcome.refuse(Quoted.of(text) + " begins with a dot", remedy);
        }
        return text.length() <= LONGEST_ADDRESS && DOMAIN_FORM.matcher(text).matches()
                ? Outcome.of(text)
                : Outcome.refuse(Quoted.of(text) + " is no domain", "write a domain, such as \"example.org\"");
    }

    private static Outcome<String> regex(String text) {
        if (text.length() < 3 || !text.endsWith("/") || text.length() > LONGEST_REGEX) {
            return Outcome.refuse(
                    Quoted.of(text) + " is no regular expression", "write it between slashes, as in /^list-.*@/");
        }
        try {
            Pattern.compile(text.substring(1, text.length() - 1));
            return Outcome.of(text);
        } catch (PatternSyntaxException malformed) {
            return Outcome.refuse(
                    Quoted.of(text) + " is no regular expression",
                    Quoted.plain(malformed.getDescription()) + " at character " + (malformed.getIndex() + 1));
        }
    }
}
