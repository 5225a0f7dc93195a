package org.doorward.pattern;

import java.util.Locale;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Domains as texts: their form, and the walk from a name up to its parents. */
final class Domains {

    /** RFC 1035 section 2.3.4. */
    private static final int LONGEST = 255;

    /** Letters of any script, for internationalised domains; underscores, for names of hosts have them. */
    private static final Pattern FORM = Pattern.compile("[\\p{L}\\p{M}\\p{N}_-]+(\\.[\\p{L}\\p{M}\\p{N}_-]+)*");

    private Domains() {}

    /** Whether an operator may write this for a domain. */
    static boolean wellFormed(String text) {
        return text.length() <= LONGEST && FORM.matcher(text).matches();
    }

    /** A stranger's name as it is looked up: lower case, without the root's dot, and the last part of one that is too long. */
    static String canonical(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        String relative = lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
        return relative.substring(Math.max(0, relative.length() - LONGEST));
    }

    /** Whether the canonical name is the domain or lies below it. */
    static boolean within(String name, String domain) {
        return name.endsWith(domain)
                && (name.length() == domain.length() || name.charAt(name.length() - domain.length() - 1) == '.');
    }

    /** Offers the canonical name, then its parents up to the top, until one is taken. */
    static boolean anyParent(String name, Predicate<String> taken) {
        int from = 0;
        while (from < name.length()) {
            if (taken.test(name.substring(from))) {
                return true;
            }
            int dot = name.indexOf('.', from);
            from = dot < 0 ? name.length() : dot + 1;
        }
        return false;
    }
}
