package org.doorward.pattern;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.doorward.text.ClientText;

/**
 * A regular expression of an operator's, searched anywhere in a text without regard to case, at a bounded cost.
 *
 * <p>The JDK's expressions backtrack, and some expressions take time exponential in a text that a stranger chose. So a search
 * may look at {@value #BUDGET} characters, which takes about a millisecond; one that wants more does not match. An ordinary
 * expression looks at each character once or twice, and a text is never longer than a line of a request. The text is not cut,
 * for {@code $} would match at the cut.
 */
public final class BoundedRegex {

    private static final int LONGEST_EXPRESSION = 1024;
    private static final int BUDGET = 100_000;
    private static final String REMEDY = "write it between slashes, as in /^list-.*@/";

    private final Pattern pattern;

    private BoundedRegex(Pattern pattern) {
        this.pattern = pattern;
    }

    /** Reads an expression between slashes. */
    static Parsed<BoundedRegex> parse(String text) {
        if (text.length() < 3 || !text.startsWith("/") || !text.endsWith("/") || text.length() > LONGEST_EXPRESSION) {
            return new Parsed.Refused<>("\"" + ClientText.excerpt(text) + "\" is no regular expression", REMEDY);
        }
        try {
            String expression = text.substring(1, text.length() - 1);
            int flags = Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE;
            return new Parsed.Value<>(new BoundedRegex(Pattern.compile(expression, flags)));
        } catch (PatternSyntaxException malformed) {
            String where = malformed.getDescription() + " at character " + (malformed.getIndex() + 1);
            return new Parsed.Refused<>(
                    "\"" + ClientText.excerpt(text) + "\" is no regular expression: " + where, "mend it there");
        }
    }

    /** Reads an expression for lines of a log, without slashes, that goes by upper and lower case. */
    public static Parsed<BoundedRegex> ofLine(String expression) {
        if (expression.length() > LONGEST_EXPRESSION) {
            return new Parsed.Refused<>("is longer than " + LONGEST_EXPRESSION + " characters", "write two rules");
        }
        try {
            return new Parsed.Value<>(new BoundedRegex(Pattern.compile(expression)));
        } catch (PatternSyntaxException malformed) {
            String where = malformed.getDescription() + " at character " + (malformed.getIndex() + 1);
            return new Parsed.Refused<>("is no regular expression: " + where, "mend it there");
        }
    }

    /** Whether it is found in the text. */
    boolean matches(String text) {
        return find(text).isPresent();
    }

    /** Where it is found in the text; empty as well when looking for it costs too much. */
    public Optional<Matcher> find(String text) {
        try {
            Matcher matcher = pattern.matcher(new Budgeted(text));
            return matcher.find() ? Optional.of(matcher) : Optional.empty();
        } catch (SpentException | StackOverflowError tooCostly) {
            return Optional.empty();
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof BoundedRegex regex
                && regex.pattern.pattern().equals(pattern.pattern())
                && regex.pattern.flags() == pattern.flags();
    }

    @Override
    public int hashCode() {
        return pattern.pattern().hashCode();
    }

    /** The expression between slashes. */
    @Override
    public String toString() {
        return "/" + pattern.pattern() + "/";
    }

    /** A text that can be looked at so often only. */
    private static final class Budgeted implements CharSequence {

        private final String text;
        private int left = BUDGET;

        Budgeted(String text) {
            this.text = text;
        }

        @Override
        public char charAt(int index) {
            if (left-- == 0) {
                throw new SpentException();
            }
            return text.charAt(index);
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return text.subSequence(start, end);
        }

        @Override
        public String toString() {
            return text;
        }
    }

    /** Ends a search that costs too much. */
    private static final class SpentException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        SpentException() {
            super("the search looked at " + BUDGET + " characters", null, false, false);
        }
    }
}
