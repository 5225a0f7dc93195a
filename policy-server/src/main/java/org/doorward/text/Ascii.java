package org.doorward.text;

/** Kinds of ASCII characters, which {@link Character} has for all of Unicode only. */
public final class Ascii {

    private Ascii() {}

    /** Whether it is one of 0 to 9. */
    public static boolean digit(char c) {
        return c >= '0' && c <= '9';
    }

    /** Whether it is one of A to Z. */
    public static boolean upper(char c) {
        return c >= 'A' && c <= 'Z';
    }

    /** Whether it is one of a to z. */
    public static boolean lower(char c) {
        return c >= 'a' && c <= 'z';
    }

    /** Whether it is a letter or a digit. */
    public static boolean alphanumeric(char c) {
        return digit(c) || upper(c) || lower(c);
    }
}
